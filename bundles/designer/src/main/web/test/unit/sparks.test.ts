// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { draw } from '../../src/canvas/Sparkline';
import { followSpark, type Spark } from '../../src/points/sparks';

vi.mock('../../src/gateway', () => ({ points: { subscribeAll: () => undefined, get: () => undefined } }));

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-01T01:00:00.000Z') }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('followSpark_historyFailsOnce_isAskedForAgain', async () => {
  let status = 503;
  const buckets = [['2026-01-01T00:30:00.000Z', 1, 1, 1, 1, 1, 'good']];
  vi.stubGlobal('fetch', async () => Response.json({ series: [{ point_id: 'a', buckets }] }, { status }));
  let shown: Spark = [];
  const stop = followSpark('a', (spark) => (shown = spark));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shown).toEqual([]);
  status = 200;
  await vi.advanceTimersByTimeAsync(11_000);
  expect(shown).toEqual([[Date.parse('2026-01-01T00:30:00.000Z'), 1]]);
  stop();
});

test('draw_halfAnHour_isTheRightHalf', () => {
  const now = Date.now();
  expect(draw([[now - 1_800_000, 1], [now - 900_000, 2]], false, now)).toMatch(/^M128\.0 [\d.]+L192\.0 [\d.]+$/);
});

test('draw_fewMinutes_fillTheWidth', () => {
  const now = Date.now();
  expect(draw([[now - 120_000, 1], [now - 60_000, 2]], false, now)).toMatch(/^M0\.0 [\d.]+L128\.0 [\d.]+$/);
});
