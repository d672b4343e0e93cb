// SPDX-License-Identifier: GPL-3.0-only
const EVERY_MS = 20_000;
/** One ping may go unanswered while the machine sleeps; after two the broker counts as silent. */
const UNANSWERED = 2;

/**
 * Pings the broker so that the session lives, and tells when it is silent. It counts pings and not time: a hidden tab's timers
 * fire once a minute or later, so it also beats when a packet comes, which no browser holds back.
 */
export class Heart {
  #timer: ReturnType<typeof setInterval> | undefined;
  #unanswered = 0;
  #last = 0;

  constructor(
    private readonly ping: () => void,
    private readonly silent: () => void,
    private readonly now: () => number = Date.now,
  ) {}

  start(): void {
    this.stop();
    this.#unanswered = 0;
    this.#last = this.now();
    this.#timer = setInterval(() => this.#beat(), EVERY_MS);
  }

  /** Any packet is a sign of life. */
  heard(): void {
    this.#unanswered = 0;
    if (this.#timer !== undefined && this.now() - this.#last >= 1.5 * EVERY_MS) this.#beat();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    if (this.#unanswered >= UNANSWERED) {
      this.stop();
      return this.silent();
    }
    this.#unanswered++;
    this.#last = this.now();
    this.ping();
  }
}
