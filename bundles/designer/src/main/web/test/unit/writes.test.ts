// SPDX-License-Identifier: GPL-3.0-only
import { beforeEach, expect, test, vi } from 'vitest';
import type { WriteResponse } from '../../src/mqtt/wire';
import { noteHeld, useHeld, useWrites, wayBack, write } from '../../src/points/writes';

const gateway = vi.hoisted(() => ({ asked: [] as object[], answer: {} as Partial<WriteResponse> }));
vi.mock('../../src/gateway', () => ({
  command: async (_: string, request: object) => {
    gateway.asked.push(request);
    return { command_id: 'c', status: 'success', completed: true, timestamp: '2026-01-31T08:15:00.000Z', ...gateway.answer };
  },
  inWords: String,
}));

const POINT = '1.analogValue.1';
const UNTIL = '2026-01-31T08:30:00.000Z';

beforeEach(() => {
  gateway.asked = [];
  gateway.answer = { value: 21.5, priority: 8, effective: true };
  useHeld.setState({}, true);
  useWrites.setState({}, true);
});

test('write_forATime_asksForIt_andHoldsUntilTheGatewaySays', async () => {
  // The operator has set a shorter time than was asked for.
  gateway.answer = { ...gateway.answer, until: UNTIL };
  await write(POINT, 21.5, 8, null, 3_600);
  expect(gateway.asked).toEqual([{ point_id: POINT, value: 21.5, priority: 8, release_after_seconds: 3_600 }]);
  expect(useHeld.getState()[POINT]).toMatchObject([{ priority: 8, value: 21.5, until: UNTIL }]);
});

test('write_withoutATime_asksForNone', async () => {
  await write(POINT, 21.5, 8, null);
  expect(gateway.asked).toEqual([{ point_id: POINT, value: 21.5, priority: 8 }]);
  expect(useHeld.getState()[POINT]![0]!.until).toBeUndefined();
});

test('undo_ofWhatWasHeldForATime_hasWhatIsLeftOfIt', async () => {
  noteHeld(POINT, [{ priority: 8, value: Math.fround(19.3), since: '2026-01-31T08:00:00.000Z', until: UNTIL }]);
  await write(POINT, 21.5, 8, 19.3);
  const last = useWrites.getState()[POINT]!;
  expect(wayBack(last, Date.parse('2026-01-31T08:20:00.000Z'))).toEqual({ value: 19.3, releaseAfter: 600 });
  expect(wayBack(last, Date.parse(UNTIL))).toEqual({ value: null });
});

test('undo_ofWhatSomebodyElseHadWritten_orOfNothing_hasNoTime', async () => {
  noteHeld(POINT, [{ priority: 8, value: 19, since: '2026-01-31T08:00:00.000Z', until: UNTIL }]);
  await write(POINT, 21.5, 8, 18);
  expect(wayBack(useWrites.getState()[POINT]!, Date.parse(UNTIL))).toEqual({ value: 18 });
  await write(POINT, 21.5, 9, null);
  expect(wayBack(useWrites.getState()[POINT]!, Date.parse(UNTIL))).toEqual({ value: null });
  await write(POINT, 21.5, 9, undefined);
  expect(wayBack(useWrites.getState()[POINT]!, Date.parse(UNTIL))).toBeUndefined();
});
