// SPDX-License-Identifier: GPL-3.0-only
import { subscribeInTurn, type Filter, type Link, type Login, type OpenLink, type Packet } from './link';

export type ConnectionState =
  | { phase: 'connecting'; attempt: number }
  | { phase: 'connected' }
  | { phase: 'waiting'; attempt: number; retryAt: number; reason: string }
  | { phase: 'offline'; reason: string };

export interface ConnectionHooks {
  state(state: ConnectionState): void;
  packet(packet: Packet): void;
  /** What to subscribe to as soon as a session is there. */
  filters(): Filter[];
  /** After that subscription was sent. */
  ready(): void;
}

/** Seconds to wait before attempt n, from 1: 1, 2, 4, 8, 16, 30, 30 … */
export function backoffSeconds(attempt: number): number {
  return Math.min(30, 2 ** (attempt - 1));
}

/** Keeps one session to the broker: connects, waits, connects again, until it is stopped. */
export class Connection {
  #link: Link | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #generation = 0;
  #state: ConnectionState = { phase: 'offline', reason: 'not started' };

  constructor(
    private readonly open: OpenLink,
    /** Asked before each attempt; after the first, the credentials may have been refused or have expired. */
    private readonly login: (attempt: number) => Promise<Login>,
    private readonly hooks: ConnectionHooks,
  ) {}

  get connected(): boolean {
    return this.#state.phase === 'connected';
  }

  get link(): Link | undefined {
    return this.connected ? this.#link : undefined;
  }

  start(): void {
    this.stop('not started');
    void this.#connect();
  }

  /** Tries now instead of at the end of the countdown. */
  retryNow(): void {
    if (this.#state.phase === 'waiting' || this.#state.phase === 'offline') void this.#connect();
  }

  stop(reason: string): void {
    this.#generation++;
    clearTimeout(this.#timer);
    this.#link?.close();
    this.#link = undefined;
    this.#attempt = 0;
    this.#set({ phase: 'offline', reason });
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    const current = (): boolean => generation === this.#generation;
    this.#set({ phase: 'connecting', attempt: ++this.#attempt });
    let login: Login;
    try {
      login = await this.login(this.#attempt);
    } catch (error) {
      if (current()) this.#wait(error instanceof Error ? error.message : 'no credentials');
      return;
    }
    if (!current()) return;
    this.#link = this.open(login, {
      up: () => {
        if (!current()) return;
        this.#attempt = 0;
        subscribeInTurn(this.#link, this.hooks.filters());
        this.#set({ phase: 'connected' });
        this.hooks.ready();
      },
      down: (reason) => current() && this.#wait(reason),
      packet: (packet) => current() && this.hooks.packet(packet),
    });
  }

  #wait(reason: string): void {
    this.#link = undefined;
    const attempt = Math.max(1, this.#attempt);
    this.#attempt = attempt;
    const delay = backoffSeconds(attempt) * 1000;
    // Whoever is told may stop it.
    this.#timer = setTimeout(() => void this.#connect(), delay);
    this.#set({ phase: 'waiting', attempt, retryAt: Date.now() + delay, reason });
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.hooks.state(state);
  }
}
