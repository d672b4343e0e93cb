// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Held, PointInfo } from '../../src/api';
import { followHeld, noteAllHeld, noteHeld, useHeld } from '../../src/points/writes';

vi.mock('../../src/gateway', () => ({ command: undefined, inWords: undefined }));

const POINT: PointInfo = { point_id: '1.analogValue.1', device_id: 1, object_type: 'analogValue', instance: 1, name: 'Setpoint', writable: true };
const OTHER: PointInfo = { ...POINT, point_id: '1.analogValue.2' };
const AT_8: Held = { priority: 8, value: 20, since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T01:00:00.000Z' };

const page = Object.assign(new EventTarget(), { hidden: false });
let asked: string[];
let points: PointInfo[];
let answering: Promise<void> | undefined;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answering = undefined;
  page.hidden = false;
  vi.stubGlobal('document', page);
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const answer = { points };
    await answering;
    return Response.json(answer);
  });
  points = [{ ...POINT, held: [AT_8] }, { ...OTHER, held: [AT_8] }];
  noteAllHeld(points);
  stop = followHeld();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('followHeld_leaseEndedOrReleasedElsewhere_isNoLongerHeld', async () => {
  points = [{ ...OTHER, held: [AT_8] }];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual(['api/points?held=true']);
  expect(useHeld.getState()).toEqual({ [OTHER.point_id]: [AT_8] });
});

test('followHeld_nothingChanged_changesNothing', async () => {
  const before = useHeld.getState();
  points = structuredClone(points);
  await vi.advanceTimersByTimeAsync(10_000);
  noteHeld(POINT.point_id, structuredClone([AT_8]));
  expect(useHeld.getState()).toBe(before);
});

test('followHeld_pageHidden_asksOnlyWhenItIsLookedAtAgain', async () => {
  page.hidden = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  expect(asked).toEqual(['api/points?held=true']);
});

test('followHeld_writtenWhileAsking_isNotTakenBack', async () => {
  let answer!: () => void;
  answering = new Promise((done) => (answer = done));
  points = [];
  await vi.advanceTimersByTimeAsync(10_000);
  noteHeld(OTHER.point_id, [{ ...AT_8, value: 22 }]);
  answer();
  await vi.advanceTimersByTimeAsync(1);
  expect(useHeld.getState()[OTHER.point_id]).toEqual([{ ...AT_8, value: 22 }]);
});

test('followHeld_stopped_asksNoMore', async () => {
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  page.dispatchEvent(new Event('visibilitychange'));
  expect(asked).toEqual([]);
});
