// SPDX-License-Identifier: GPL-3.0-only
import type { Sample } from '../mqtt/wire';
import { merge, reconsider, type Live } from './live';

type Listener = () => void;

/** At most this many listeners are called in one frame (a node has two); the others are called in the next frame, with the newest values. */
const CALLS_PER_FRAME = 60;

/**
 * The latest value of every point heard of. Listeners are per point and are called once per animation
 * frame at most, so that a thousand updates a second cost what sixty repaints cost.
 */
export class PointStore {
  readonly #live = new Map<string, Live>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #anyListeners = new Set<(changed: ReadonlySet<string>) => void>();
  readonly #dirty = new Set<string>();
  #scheduled = false;
  #trusted = false;

  constructor(
    /** By which values are judged: as much earlier as nothing need confirm them. */
    private readonly now: () => number,
    private readonly nextFrame: (run: () => void) => void,
  ) {}

  get(pointId: string): Live | undefined {
    return this.#live.get(pointId);
  }

  get trusted(): boolean {
    return this.#trusted;
  }

  subscribe(pointId: string, listener: Listener): () => void {
    let held = this.#listeners.get(pointId);
    if (held === undefined) this.#listeners.set(pointId, (held = new Set()));
    held.add(listener);
    return () => {
      held.delete(listener);
      if (held.size === 0 && this.#listeners.get(pointId) === held) this.#listeners.delete(pointId);
    };
  }

  /** Hears which points changed, once per frame. */
  subscribeAll(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#anyListeners.add(listener);
    return () => void this.#anyListeners.delete(listener);
  }

  accept(sample: Sample): void {
    const known = this.#live.get(sample.point_id);
    const next = merge(known, sample, this.now(), this.#trusted);
    if (next !== known && next !== undefined) this.#put(sample.point_id, next);
  }

  remove(pointId: string): void {
    if (this.#live.delete(pointId)) this.#touch(pointId);
  }

  /** False while the gateway or the way to it is down: then nothing is current. */
  setTrusted(trusted: boolean): void {
    if (this.#trusted === trusted) return;
    this.#trusted = trusted;
    this.sweep();
  }

  /** Marks values as stale that are older than their max age; call it about once a second. */
  sweep(): void {
    const now = this.now();
    for (const [pointId, live] of this.#live) {
      const next = reconsider(live, now, this.#trusted);
      if (next !== live) this.#put(pointId, next);
    }
  }

  clear(): void {
    for (const pointId of [...this.#live.keys()]) this.remove(pointId);
  }

  /** How many points somebody listens to, for tests of leaks. */
  get watched(): number {
    return this.#listeners.size;
  }

  #put(pointId: string, live: Live): void {
    this.#live.set(pointId, live);
    this.#touch(pointId);
  }

  #touch(pointId: string): void {
    this.#dirty.add(pointId);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.nextFrame(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    const now = this.#portion();
    for (const listener of this.#anyListeners) listener(now);
    for (const pointId of now) {
      const held = this.#listeners.get(pointId);
      if (held !== undefined) for (const listener of held) listener();
    }
    if (this.#dirty.size > 0) this.#schedule();
  }

  /** The points told in this frame, in the order in which they changed; points without listeners are not counted. */
  #portion(): ReadonlySet<string> {
    const taken = new Set<string>();
    let calls = 0;
    for (const pointId of this.#dirty) {
      const more = this.#listeners.get(pointId)?.size ?? 0;
      // A point with more listeners than a frame takes gets a frame of its own.
      if (more > 0 && calls > 0 && calls + more > CALLS_PER_FRAME) break;
      calls += more;
      taken.add(pointId);
    }
    for (const pointId of taken) this.#dirty.delete(pointId);
    return taken;
  }
}
