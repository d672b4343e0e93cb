// SPDX-License-Identifier: GPL-3.0-only
import { Connection, type ConnectionState } from './connection';
import type { Login, OpenLink } from './link';
import type { Identity } from './topics';
import type { Bulk, GatewayStatus } from './wire';

export interface FleetHooks {
  connection(state: ConnectionState): void;
  status(identity: Identity, status: GatewayStatus): void;
  /** When the newest of some samples of a gateway's was read, in ms. */
  heard(identity: Identity, newest: number): void;
}

/** All gateways at one broker: how they are, and that their samples come. */
export class FleetClient {
  readonly #connection: Connection;

  constructor(
    private readonly prefix: string,
    open: OpenLink,
    login: () => Promise<Login>,
    private readonly hooks: FleetHooks,
  ) {
    this.#connection = new Connection(open, login, {
      state: hooks.connection,
      filters: () => [
        { topic: `${prefix}/+/+/+/status/update`, qos: 1 },
        { topic: `${prefix}/+/+/+/bulk`, qos: 0 },
      ],
      ready: () => undefined,
      packet: ({ topic, payload }) => this.#packet(topic, payload),
    });
  }

  start(): void {
    this.#connection.start();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  stop(): void {
    this.#connection.stop('closed');
  }

  #packet(topic: string, payload: string): void {
    if (!topic.startsWith(`${this.prefix}/`)) return;
    const [organization_id, site_id, iot_device_id, ...rest] = topic.slice(this.prefix.length + 1).split('/');
    if (organization_id === undefined || site_id === undefined || iot_device_id === undefined) return;
    const identity = { organization_id, site_id, iot_device_id };
    let value: unknown;
    try {
      value = JSON.parse(payload);
    } catch {
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    if (rest.join('/') === 'status/update') this.hooks.status(identity, value as GatewayStatus);
    else if (rest.join('/') === 'bulk') this.#bulk(identity, value as Partial<Bulk>);
  }

  #bulk(identity: Identity, { points }: Partial<Bulk>): void {
    if (!Array.isArray(points)) return;
    const newest = Math.max(...points.map(({ timestamp }) => Date.parse(timestamp)));
    if (Number.isFinite(newest)) this.hooks.heard(identity, newest);
  }
}
