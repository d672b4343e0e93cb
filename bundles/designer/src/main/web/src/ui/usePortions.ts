// SPDX-License-Identifier: GPL-3.0-only
import { useEffect, useMemo, useReducer, useRef, type DependencyList } from 'react';

/** Of work: less than a frame, so that typing and painting go on in between. */
const PORTION_MS = 12;

/** Something to be worked out step by step. */
export type Steps<T> = Iterator<undefined, T>;

export class Work<T> {
  #end: { value: T } | undefined;

  constructor(private readonly steps: Steps<T>) {}

  get done(): boolean {
    return this.#end !== undefined;
  }

  /** What comes out; it is worked out to the end for that. */
  get value(): T {
    this.go(Infinity);
    return this.#end!.value;
  }

  /** Goes on for so long, and a step more. */
  go(ms: number): void {
    const until = performance.now() + ms;
    while (this.#end === undefined) {
      const { done, value } = this.steps.next();
      if (done === true) this.#end = { value };
      else if (performance.now() > until) return;
    }
  }
}

/** Works it all out at once. */
export function atOnce<T>(steps: Steps<T>): T {
  return new Work(steps).value;
}

/**
 * As `useMemo`, of what takes long where there are many points: the first portion at once, the others one by one while the page shows what
 * came out before, at first `nothing`. With it, a function that gives what comes out now, and whether that is what is shown.
 */
export function usePortions<T>(begin: () => Steps<T>, inputs: DependencyList, nothing: T): [T, () => T, boolean] {
  const [, show] = useReducer((count: number) => count + 1, 0);
  const shown = useRef(nothing);
  const work = useMemo(() => {
    const begun = new Work(begin());
    begun.go(PORTION_MS);
    return begun;
  }, inputs);
  useEffect(() => {
    if (work.done) return;
    const timer = setInterval(() => {
      work.go(PORTION_MS);
      if (!work.done) return;
      clearInterval(timer);
      show();
    });
    return () => clearInterval(timer);
  }, [work]);
  if (work.done) shown.current = work.value;
  return [shown.current, () => work.value, work.done];
}
