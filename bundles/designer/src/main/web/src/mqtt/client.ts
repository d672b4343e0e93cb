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

/** Of a gateway that reads more points than this, this page hears the own topics of those that are seen, and not every sample. */
export const MANY_POINTS = 2_000;
/** Where more points than this are seen, every sample is heard all the same: a connection has so many subscriptions only. */
const MANY_SEEN = 300;

/** Whether what is not seen is not heard. At a broker that retains nothing, a point's own topic would say nothing for minutes. */
export function isLarge({ points_monitored: read, problems }: GatewayStatus): boolean {
  return (read ?? 0) > MANY_POINTS && problems?.some(({ code }) => code === 'mqtt_no_retain') !== true;
}

/** One gateway over MQTT: the only place in the Designer that knows topics and packets. */
export class GatewayClient {
  readonly #topics: Topics;
  readonly #replyTopic: string;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #requests: Requests;
  /** Undefined until the gateway has said how much it reads. */
  #large: boolean | undefined;
  #seen = 0;
  #bulk: (() => void) | undefined;

  constructor(
    identity: Identity,
    open: OpenLink,
    login: (attempt: number) => Promise<Login>,
    private readonly hooks: ClientHooks,
    clientId: string,
    /** Where the gateway is heard by its uplink: what its topics begin with there, and there are fewer. */
    private readonly uplinkPrefix?: string,
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
    this.#hear<GatewayStatus>(this.#topics.status, 1, (status, retained) => {
      // One that is offline says nothing of its points.
      if (status.points_monitored !== undefined) this.#large = isLarge(status);
      this.#choose();
      hooks.status(status, retained);
    });
    if (uplinkPrefix === undefined) this.#hear<Heartbeat>(this.#topics.heartbeat, 1, hooks.heartbeat);
    else this.#hear<SitePart>(this.#topics.site, 1, hooks.site);
    this.#subscriptions.acquire(this.#replyTopic, 1, () => undefined);
    this.#choose();
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
    const unseen = this.#see(1);
    const release = this.#subscriptions.acquire(this.#topics.point(pointId), 1, (payload) => {
      if (payload === '') this.hooks.cleared(pointId);
      else withJson<Sample>(payload, this.hooks.sample);
    });
    return () => {
      release();
      unseen();
    };
  }

  /** Hears every sample, however many there are, until the function returned is called. */
  watchAll(): () => void {
    return this.#see(MANY_SEEN + 1);
  }

  /** Whether every sample is heard. */
  get hearsAll(): boolean {
    return this.#bulk !== undefined;
  }

  #see(points: number): () => void {
    this.#seen += points;
    this.#choose();
    return () => {
      this.#seen -= points;
      this.#choose();
    };
  }

  #choose(): void {
    if (this.uplinkPrefix !== undefined || this.#large === false || this.#seen > MANY_SEEN) {
      this.#bulk ??= this.#hear<Bulk>(this.#topics.bulk, 0, this.hooks.bulk);
    } else {
      this.#bulk?.();
      this.#bulk = undefined;
    }
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
