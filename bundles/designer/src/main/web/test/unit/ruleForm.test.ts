// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import type { AlarmRule } from '../../src/mqtt/wire';
import { draftOf, emptyDraft, limitsOf, readRule, ruleInWords, statesOf, typesFor, type Known } from '../../src/panel/ruleForm';

const TEMPERATURE = { object_type: 'analogInput', units: 'degreesCelsius' };
const FILTER = { object_type: 'binaryInput', state_text: ['Clean', 'Dirty'] };
const MODE = { object_type: 'multiStateValue', state_text: ['Off', 'On', 'Fault'] };
const POINT = '1002.analogInput.3';
const POINTS: Record<string, Known> = { '1002.analogValue.1': { ...TEMPERATURE, name: 'Setpoint' }, '1002.binaryInput.1': { object_type: 'binaryInput', state_text: ['Off', 'On'], name: 'Fan' } };
const known = (id: string): Known => POINTS[id] ?? {};
const WHOLE: AlarmRule = { name: 'supply-high', point_id: POINT, type: 'limits', low: 12, high: 28, deadband: 0.5, delay_seconds: 60, clear_delay_seconds: 30, priority: 'high', latching: false, text: 'Supply air' };

test.each<AlarmRule>([
  WHOLE,
  { name: 'tripped', point_id: POINT, type: 'state', states: [3], delay_seconds: 0, clear_delay_seconds: 0, priority: 'medium', latching: false },
  { name: 'd', point_id: POINT, type: 'deviation', other_point_id: '1002.analogValue.1', low: -2, high: 3, deadband: 0, delay_seconds: 600, clear_delay_seconds: 0, priority: 'medium', latching: false, suppress_when: { point_id: '1002.binaryInput.1', states: [0], hold_seconds: 900 } },
  { name: 'r', point_id: POINT, type: 'rate', low: -5, deadband: 0, window_seconds: 120, delay_seconds: 0, clear_delay_seconds: 0, priority: 'medium', latching: false },
  { name: 'm', point_id: POINT, type: 'mismatch', other_point_id: '1002.binaryOutput.1', delay_seconds: 30, clear_delay_seconds: 0, priority: 'high', latching: true },
  { name: 'q', point_id: POINT, type: 'quality', delay_seconds: 300, clear_delay_seconds: 0, priority: 'low', latching: false },
])('draft_of_%j_isReadBackAsItself', (rule) => {
  expect(readRule(draftOf(rule), POINT).rule).toEqual(rule);
});

test.each([
  [{ name: 'Supply' }, /small letters/], [{ name: 'event' }, /small letters/], [{ low: '', high: '' }, /lower limit, an upper one/], [{ low: '28', high: '28' }, /below the upper/], [{ high: '1,250' }, /two ways/],
  [{ delay: '-1' }, /^Delay: /], [{ clearDelay: 'x' }, /^Delay of the end: /], [{ type: 'stuck', delay: '59' }, /60/], [{ type: 'state', states: [] }, /Choose the states/],
  [{ type: 'deviation' }, /compare it with/], [{ type: 'mismatch', other: POINT }, /compare it with/], [{ type: 'rate', low: '-1' }, /above 0/], [{ type: 'rate', low: '', window: '5' }, /^Within: .*10/],
  [{ suppressPoint: 'fan' }, /suppresses it/], [{ suppressPoint: '1002.binaryInput.1', suppressStates: [] }, /Choose the states of the other/], [{ suppressPoint: '1002.binaryInput.1', hold: '-1' }, /^And for seconds after: /],
] as const)('draft_with_%j_isRefusedInWords', (part, words) => {
  expect(readRule({ ...draftOf(WHOLE), ...part }, POINT).failure).toMatch(words);
});

test('rule_inWords_saysWhatIsWrong', () => {
  expect(ruleInWords(WHOLE, TEMPERATURE, known)).toBe('above 28 °C or below 12 °C for 60 s');
  expect(ruleInWords({ ...WHOLE, type: 'state', states: [1], delay_seconds: 0 }, FILTER, known)).toBe('Dirty');
  expect(ruleInWords({ ...WHOLE, type: 'deviation', low: -2, high: 3, other_point_id: '1002.analogValue.1' }, TEMPERATURE, known)).toBe('more by 3 °C or less by 2 °C than Setpoint for 60 s');
  expect(ruleInWords({ ...WHOLE, type: 'rate', low: -2, high: undefined, window_seconds: 300, delay_seconds: 0 } as unknown as AlarmRule, TEMPERATURE, known)).toBe('falls by 2 °C within 5 min');
  expect(ruleInWords({ ...WHOLE, type: 'mismatch', other_point_id: '1002.binaryOutput.1', suppress_when: { point_id: '1002.binaryInput.1', states: [0] } }, FILTER, known)).toBe('not as 1002.binaryOutput.1 is for 60 s, but not while Fan is Off');
  expect(ruleInWords({ ...WHOLE, type: 'stuck', delay_seconds: 7200 }, TEMPERATURE, known)).toBe('without a change for 2 h');
});

test('types_andStates_areThoseOfThePoint', () => {
  expect([typesFor(TEMPERATURE)[0], typesFor(FILTER)[0], typesFor({ object_type: 'characterstringValue' })[0]]).toEqual(['limits', 'state', 'quality']);
  expect(statesOf(FILTER)).toEqual([{ state: 0, words: 'Clean' }, { state: 1, words: 'Dirty' }]);
  expect(statesOf(MODE).map(({ state }) => state)).toEqual([1, 2, 3]);
  expect(emptyDraft(TEMPERATURE, ['limits', 'limits-2']).name).toBe('limits-3');
  expect(limitsOf([WHOLE, { ...WHOLE, type: 'quality', low: undefined, high: undefined } as unknown as AlarmRule, { ...WHOLE, type: 'rate', window_seconds: 60 }])).toEqual([12, 28]);
});
