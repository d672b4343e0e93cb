// SPDX-License-Identifier: GPL-3.0-only
import { Connection, type ConnectionState } from './connection';
import type { Login, OpenLink } from './link';
import { Requests, type RequestOptions } from './requests';
import { Subscriptions } from './subscriptions';
import { Topics, type Identity } from './topics';
import type { Alarm, AlarmEvent, AlarmSummary, Bulk, CommandName, CommandResponse, GatewayStatus, Heartbeat, Progress, Sample, SitePart } from './wire';

export interface ClientHooks {
  connection(state: ConnectionState): void;
  status(status: GatewayStatus, retained: boolean): void;
  heartbeat(heartbeat: Heartbeat, retained: boolean): void;
  bulk(bulk: Bulk): void;
  sample(sample: Sample): void;
  /** A point's retained value was cleared: the point is gone. */
  cleared(pointId: string): void;
  /** An alarm as it is now; undefined when it is over. */
  alarm(alarmId: string, alarm: Alarm | undefined): void;
  alarmSummary(summary: AlarmSummary): void;
  alarmEvent(event: AlarmEvent): void;
  /** A part of what an uplink tells of its site. */
  site(part: SitePart): void;
  now(): number;
}

/** One gateway over MQTT: the only place in the Designer that knows topics and packets. */
export class GatewayClient {
  readonly #topics: Topics;
  readonly #replyTopic: string;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #requests: Requests;

  constructor(
    identity: Identity,
    open: OpenLink,
    login: (attempt: number) => Promise<Login>,
    private readonly hooks: ClientHooks,
    clientId: string,
    /** Where the gateway is heard by its uplink: what its topics begin with there, and there are fewer. */
    uplinkPrefix?: string,
  ) {
    this.#topics = new Topics(identity, uplinkPrefix);
    this.#replyTopic = this.#topics.reply(clientId);
    const link = () => this.#connection.link;
    this.#subscriptions = new Subscriptions(link);
    this.#requests = new Requests({
      link,
      requestTopic: (name) => this.#topics.request(name),
      replyTopic: () => this.#replyTopic,
      now: hooks.now,
    });
    this.#connection = new Connection(open, login, {
      state: hooks.connection,
      filters: () => this.#subscriptions.resubscribe(),
      ready: () => this.#requests.resend(),
      packet: (packet) =>
        packet.topic === this.#replyTopic
          ? this.#requests.receive(packet.payload, packet.correlation)
          : this.#subscriptions.deliver(packet.topic, packet.payload, packet.retain),
    });
    // In this order: the status, which says whether values are current, before the values.
    this.#hear<GatewayStatus>(this.#topics.status, 1, hooks.status);
    if (uplinkPrefix === undefined) this.#hear<Heartbeat>(this.#topics.heartbeat, 1, hooks.heartbeat);
    else this.#hear<SitePart>(this.#topics.site, 1, hooks.site);
    this.#subscriptions.acquire(this.#replyTopic, 1, () => undefined);
    this.#hear<Bulk>(this.#topics.bulk, 0, hooks.bulk);
    if (uplinkPrefix === undefined) this.#hearAlarms();
  }

  #hearAlarms(): void {
    const { hooks } = this;
    this.#subscriptions.acquire(this.#topics.alarms, 1, (payload, _, topic) => {
      const alarmId = topic.slice(topic.lastIndexOf('/') + 1);
      if (payload === '') hooks.alarm(alarmId, undefined);
      else withJson<Alarm>(payload, (alarm) => hooks.alarm(alarmId, alarm));
    });
    this.#hear<AlarmSummary>(this.#topics.alarmSummary, 1, hooks.alarmSummary);
    this.#hear<AlarmEvent>(this.#topics.alarmEvents, 1, hooks.alarmEvent);
  }

  start(): void {
    this.#connection.start();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  stop(): void {
    this.#connection.stop('signed out');
    this.#requests.clear();
    this.#subscriptions.clear();
  }

  request<R extends CommandResponse>(name: CommandName, body: object, options?: RequestOptions<R>): Promise<R> {
    return this.#requests.send<R>(name, body, options);
  }

  /** Hears a point's own topic until the function returned is called. */
  watch(pointId: string): () => void {
    return this.#subscriptions.acquire(this.#topics.point(pointId), 1, (payload) => {
      if (payload === '') this.hooks.cleared(pointId);
      else withJson<Sample>(payload, this.hooks.sample);
    });
  }

  /** Progress of one discovery; each piece of news gives its request more time. */
  watchProgress(commandId: string, listener: (progress: Progress) => void): () => void {
    return this.#hear<Progress>(this.#topics.progress, 0, (progress) => {
      if (progress.operation_id !== commandId) return;
      this.#requests.touch(commandId);
      listener(progress);
    });
  }

  #hear<T>(topic: string, qos: 0 | 1, listener: (value: T, retained: boolean) => void): () => void {
    return this.#subscriptions.acquire(topic, qos, (payload, retained) => withJson<T>(payload, (value) => listener(value, retained)));
  }
}

/** Calls back with the payload's JSON object; any other payload breaks docs/wire.md and is ignored. */
function withJson<T>(payload: string, use: (value: T) => void): void {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return;
  }
  if (typeof value === 'object' && value !== null) use(value as T);
}
