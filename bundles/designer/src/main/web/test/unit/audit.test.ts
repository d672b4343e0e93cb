// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { queryOf, type Entry, type Wanted } from '../../src/audit/rest';
import { changeOf, deedOf, placeOf } from '../../src/audit/words';

const ALL: Wanted = { actor: '', text: '', result: '', from: '', to: '' };
const ENTRY: Entry = { seq: 7, timestamp: '2026-01-31T08:15:00.000Z', actor: 'anna', door: 'rest', action: 'sign_in', result: 'success' };

test('queryOf_nothingWanted_asksForAll', () => {
  expect(queryOf(ALL)).toBe('');
  expect(queryOf(ALL, { format: 'csv' })).toBe('format=csv');
});

test('queryOf_days_areWholeOnesOfThisClock', () => {
  const asked = new URLSearchParams(queryOf({ ...ALL, actor: 'a&b', from: '2026-01-31', to: '2026-01-31' }));
  expect(asked.get('actor')).toBe('a&b');
  expect(new Date(asked.get('from')!)).toEqual(new Date(2026, 0, 31));
  expect(new Date(asked.get('to')!)).toEqual(new Date(2026, 1, 1));
});

test('words_ofAnEntry_leaveOutWhatIsNotKnown', () => {
  expect([deedOf(ENTRY), changeOf(ENTRY), placeOf(ENTRY)]).toEqual(['sign_in', '', 'rest']);
  const write: Entry = { ...ENTRY, action: 'set_value_to_point', object: '1.analogValue.1', before: '20', after: '24', from: '10.0.0.7' };
  expect([deedOf(write), changeOf(write), placeOf(write)]).toEqual(['set_value_to_point 1.analogValue.1', '20 → 24', 'rest, 10.0.0.7']);
  const { before, after, ...neither } = write;
  expect(changeOf({ ...neither, after: after! })).toBe('24');
  expect(changeOf({ ...neither, before: before! })).toBe('20 → ?');
});
