// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { best, findable } from '../../src/search';
import { atOnce, Work } from '../../src/ui/usePortions';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Each step takes a millisecond. */
function* slow(steps: number) {
  for (let step = 0; step < steps; step++) {
    vi.advanceTimersByTime(1);
    yield;
  }
  return steps;
}

test('go_ofWhatTakesLonger_stopsThere_andGoesOn', () => {
  const work = new Work(slow(25));
  work.go(12);
  expect([work.done, performance.now()]).toEqual([false, 13]);
  work.go(12);
  expect([work.done, work.value]).toEqual([true, 25]);
});

test('value_beforeItIsDone_isWorkedOut_andKept', () => {
  const work = new Work(slow(25));
  expect([work.value, work.value, performance.now()]).toEqual([25, 25, 25]);
  expect(atOnce(slow(3))).toBe(3);
});

test('best_ofManyThings_isSearchedInManySteps', () => {
  const things = Array.from({ length: 1_000 }, (_, i) => `thing ${i}`);
  const steps = best('thing 999', things, (name) => findable(name, ''), 5);
  let count = 0;
  while (steps.next().done !== true) count++;
  expect(count).toBe(20);
});
