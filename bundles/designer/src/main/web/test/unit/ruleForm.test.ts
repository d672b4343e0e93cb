// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import type { AlarmRule } from '../../src/mqtt/wire';
import { draftOf, emptyDraft, limitsOf, readRule, ruleInWords, statesOf, typesFor } from '../../src/panel/ruleForm';

const TEMPERATURE = { object_type: 'analogInput', units: 'degreesCelsius' };
const FILTER = { object_type: 'binaryInput', state_text: ['Clean', 'Dirty'] };
const MODE = { object_type: 'multiStateValue', state_text: ['Off', 'On', 'Fault'] };
const POINT = '1002.analogInput.3';
const WHOLE: AlarmRule = { name: 'supply-high', point_id: POINT, type: 'limits', low: 12, high: 28, deadband: 0.5, delay_seconds: 60, clear_delay_seconds: 30, priority: 'high', text: 'Supply air' };

test.each<AlarmRule>([
  WHOLE,
  { name: 'tripped', point_id: POINT, type: 'state', states: [3], delay_seconds: 0, clear_delay_seconds: 0, priority: 'medium' },
  { name: 'q', point_id: POINT, type: 'quality', delay_seconds: 300, clear_delay_seconds: 0, priority: 'low' },
])('draft_of_%j_isReadBackAsItself', (rule) => {
  expect(readRule(draftOf(rule), POINT).rule).toEqual(rule);
});

test.each([
  [{ name: 'Supply' }, /small letters/], [{ name: 'event' }, /small letters/], [{ low: '', high: '' }, /lower limit, an upper one/], [{ low: '28', high: '28' }, /below the upper/], [{ high: '1,250' }, /two ways/],
  [{ delay: '-1' }, /^Delay: /], [{ clearDelay: 'x' }, /^Delay of the end: /], [{ type: 'stuck', delay: '59' }, /60/], [{ type: 'state', states: [] }, /Choose the states/],
] as const)('draft_with_%j_isRefusedInWords', (part, words) => {
  expect(readRule({ ...draftOf(WHOLE), ...part }, POINT).failure).toMatch(words);
});

test('rule_inWords_saysWhatIsWrong', () => {
  expect(ruleInWords(WHOLE, TEMPERATURE)).toBe('above 28 °C or below 12 °C for 60 s');
  expect(ruleInWords({ ...WHOLE, type: 'state', states: [1], delay_seconds: 0 }, FILTER)).toBe('Dirty');
  expect(ruleInWords({ ...WHOLE, type: 'stuck', delay_seconds: 7200 }, TEMPERATURE)).toBe('without a change for 2 h');
});

test('types_andStates_areThoseOfThePoint', () => {
  expect([typesFor(TEMPERATURE)[0], typesFor(FILTER)[0], typesFor({ object_type: 'characterstringValue' })[0]]).toEqual(['limits', 'state', 'quality']);
  expect(statesOf(FILTER)).toEqual([{ state: 0, words: 'Clean' }, { state: 1, words: 'Dirty' }]);
  expect(statesOf(MODE).map(({ state }) => state)).toEqual([1, 2, 3]);
  expect(emptyDraft(TEMPERATURE, ['limits', 'limits-2']).name).toBe('limits-3');
  expect(limitsOf([WHOLE, { ...WHOLE, type: 'quality', low: undefined, high: undefined } as unknown as AlarmRule])).toEqual([12, 28]);
});
