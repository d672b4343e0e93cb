// SPDX-License-Identifier: GPL-3.0-only
import { subscribeInTurn, type Filter, type Link } from './link';

type Handler = (payload: string, retain: boolean, topic: string) => void;

interface Entry {
  qos: 0 | 1;
  handlers: Set<Handler>;
  sent: boolean;
}

/** As long as more is wanted within this time, nothing is sent: of a list that is scrolled through, only where it comes to rest. */
const GATHER_MS = 100;
/** A row scrolled out and in again within this time costs no packet. */
const LINGER_MS = 1_500;
/** Of a connection, which may have 500 subscriptions (docs/limits.md). What is wanted beyond them waits until others are not. */
const MOST = 400;

/** Counts who wants which topic, and tells the broker in few packets. */
export class Subscriptions {
  readonly #entries = new Map<string, Entry>();
  readonly #unwanted = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly link: () => Link | undefined) {}

  /** Hears a topic, or by `/+` at its end all topics of one level, until the function returned is called; calling that twice does nothing. */
  acquire(topic: string, qos: 0 | 1, handler: Handler): () => void {
    let entry = this.#entries.get(topic);
    if (entry === undefined) {
      entry = { qos, handlers: new Set(), sent: false };
      this.#entries.set(topic, entry);
    }
    this.#unwanted.delete(topic);
    entry.handlers.add(handler);
    if (!entry.sent) this.#soon(GATHER_MS);
    return () => {
      const held = this.#entries.get(topic);
      if (held?.handlers.delete(handler) && held.handlers.size === 0) {
        this.#unwanted.set(topic, Date.now() + LINGER_MS);
        this.#soon(LINGER_MS);
      }
    };
  }

  deliver(topic: string, payload: string, retain: boolean): void {
    for (const filter of [topic, `${topic.slice(0, topic.lastIndexOf('/'))}/+`]) {
      const handlers = this.#entries.get(filter)?.handlers;
      if (handlers !== undefined) for (const handler of handlers) handler(payload, retain, topic);
    }
  }

  /** All that is wanted, first wanted first: for a new session. */
  resubscribe(): Filter[] {
    for (const [topic, entry] of this.#entries) {
      entry.sent = false;
      if (entry.handlers.size === 0) this.#entries.delete(topic);
    }
    this.#unwanted.clear();
    return this.#fresh();
  }

  /** What is to be sent now. Topics at QoS 0 are few and each of much, so they find room. */
  #fresh(): Filter[] {
    let room = MOST;
    for (const { sent } of this.#entries.values()) if (sent) room--;
    const fresh: Filter[] = [];
    for (const [topic, entry] of this.#entries) {
      if (entry.sent || entry.handlers.size === 0 || (entry.qos > 0 && room-- <= 0)) continue;
      entry.sent = true;
      fresh.push({ topic, qos: entry.qos });
    }
    return fresh;
  }

  /** How many topics are held, for tests of leaks. */
  get size(): number {
    return this.#entries.size;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#entries.clear();
    this.#unwanted.clear();
  }

  #soon(delay: number): void {
    if (this.#timer !== undefined && delay !== GATHER_MS) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), delay);
  }

  #flush(): void {
    this.#timer = undefined;
    const link = this.link();
    this.#drop(link);
    if (link !== undefined) subscribeInTurn(link, this.#fresh());
  }

  #drop(link: Link | undefined): void {
    const now = Date.now();
    const gone: string[] = [];
    for (const [topic, due] of this.#unwanted) {
      if (due > now && this.#entries.size <= MOST) continue;
      this.#unwanted.delete(topic);
      if (this.#entries.get(topic)?.sent) gone.push(topic);
      this.#entries.delete(topic);
    }
    if (link !== undefined && gone.length > 0) link.unsubscribe(gone);
    if (this.#unwanted.size > 0) this.#soon(LINGER_MS);
  }
}
