// SPDX-License-Identifier: GPL-3.0-only
/** What the rest of the MQTT module needs of a client library; tests give one of their own. */

export interface Packet {
  topic: string;
  payload: string;
  retain: boolean;
  correlation?: string;
}

export interface Filter {
  topic: string;
  qos: 0 | 1;
}

export interface PublishOptions {
  responseTopic: string;
  correlation: string;
  expirySeconds: number;
}

export interface Link {
  /** @param refused the broker has answered that this account may not */
  publish(topic: string, payload: string, options: PublishOptions, refused: () => void): void;
  subscribe(filters: Filter[]): void;
  unsubscribe(topics: string[]): void;
  /** Ends the session; no event follows. */
  close(): void;
}

export interface LinkEvents {
  up(): void;
  /** At most once, and nothing follows it. */
  down(reason: string): void;
  packet(packet: Packet): void;
}

export interface Login {
  user: string;
  password: string;
}

/** What a broker takes of one SUBSCRIBE (docs/limits.md). */
const PER_PACKET = 100;

export function subscribeInTurn(link: Link | undefined, filters: readonly Filter[]): void {
  for (let i = 0; i < filters.length; i += PER_PACKET) link?.subscribe(filters.slice(i, i + PER_PACKET));
}

/** Starts one attempt to connect. Never throws; a failure is `down`. */
export type OpenLink = (login: Login, events: LinkEvents) => Link;
