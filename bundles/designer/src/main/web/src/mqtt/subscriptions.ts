// SPDX-License-Identifier: GPL-3.0-only
import type { Filter, Link } from './link';

type Handler = (payload: string, retain: boolean, topic: string) => void;

interface Entry {
  qos: 0 | 1;
  handlers: Set<Handler>;
  sent: boolean;
}

const GATHER_MS = 30;
/** A row scrolled out and in again within this time costs no packet. */
const LINGER_MS = 1_500;
const PER_PACKET = 200;

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
    const filters: Filter[] = [];
    for (const [topic, entry] of this.#entries) {
      if (entry.handlers.size === 0) {
        this.#entries.delete(topic);
        continue;
      }
      entry.sent = true;
      filters.push({ topic, qos: entry.qos });
    }
    this.#unwanted.clear();
    return filters;
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
    if (link === undefined) return;
    const fresh: Filter[] = [];
    for (const [topic, entry] of this.#entries) {
      if (!entry.sent && entry.handlers.size > 0) {
        entry.sent = true;
        fresh.push({ topic, qos: entry.qos });
      }
    }
    for (let i = 0; i < fresh.length; i += PER_PACKET) link.subscribe(fresh.slice(i, i + PER_PACKET));
  }

  #drop(link: Link | undefined): void {
    const now = Date.now();
    const gone: string[] = [];
    for (const [topic, due] of this.#unwanted) {
      if (due > now) continue;
      this.#unwanted.delete(topic);
      if (this.#entries.get(topic)?.sent) gone.push(topic);
      this.#entries.delete(topic);
    }
    if (link !== undefined && gone.length > 0) link.unsubscribe(gone);
    if (this.#unwanted.size > 0) this.#soon(LINGER_MS);
  }
}
