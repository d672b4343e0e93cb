// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askLastValues, forgetLastValues, wantLastValue } from '../../src/fleet/lastValues';
import { points } from '../../src/gateway';
import { askHistory } from '../../src/history';
import { standing } from '../../src/points/live';
import { noteStanding } from '../../src/rights';

vi.mock('../../src/history', () => ({ askHistory: vi.fn() }));
vi.mock('../../src/gateway', async () => {
  const { PointStore } = await import('../../src/points/pointStore');
  return { points: new PointStore(() => Date.now(), (run) => setTimeout(run, 16)) };
});

const ID = '1001.analogInput.1';
const SILENT_MS = 1_800_000;

beforeEach(() => {
  vi.useFakeTimers();
  points.setTrusted(true);
  noteStanding({ role: 'viewer', rights: ['read', 'ask_history'] });
});

afterEach(() => {
  forgetLastValues();
  points.clear();
  vi.useRealTimers();
});

test('valueThatWasAskedFor_growsStale_whenNothingConfirmsIt', async () => {
  // It lies back by as much as it may: five minutes.
  const at = new Date(Date.now() - 300_000).toISOString();
  vi.mocked(askHistory).mockResolvedValue({ series: [{ point_id: ID, buckets: [[at, 20, 22, 1, 21, 1, 'good']] }] } as never);
  wantLastValue(ID);
  askLastValues(SILENT_MS);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(points.get(ID)).toMatchObject({ value: 21, stale: false });
  vi.setSystemTime(Date.now() + SILENT_MS);
  points.sweep();
  expect(standing(points.get(ID))).toBe('stale');
});
