// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { propertyName, propertyWords } from '../../src/panel/propertyWords';

const FAN = { object_type: 'binaryOutput', state_text: ['Stopped', 'Running'] };
const MODE = { object_type: 'multiStateValue', state_text: ['Unoccupied', 'Occupied', 'Standby'] };
const TEMPERATURE = { object_type: 'analogValue', units: 'degreesCelsius', cov_increment: 0.5 };

test('property_ofAPointWithStates_isAStateInWords', () => {
  expect(['presentValue', 'feedbackValue', 'alarmValue'].map((name) => propertyWords(name, true, FAN))).toEqual(['Running', 'Running', 'Running']);
  expect(propertyWords('feedbackValue', false, { object_type: 'binaryOutput' })).toBe('Off');
  expect(['alarmValues', 'faultValues'].map((name) => propertyWords(name, [1, 3], MODE))).toEqual(['Unoccupied, Standby', 'Unoccupied, Standby']);
  expect(propertyWords('feedbackValue', 2, MODE)).toBe('Occupied');
  expect(propertyWords('alarmValues', [], MODE)).toBe('none');
});

test('property_thatIsNoValueOfThePoint_staysAsItIs', () => {
  expect([propertyWords('outOfService', true, FAN), propertyWords('outOfService', false, FAN)]).toEqual(['yes', 'no']);
  expect(propertyWords('numberOfStates', 3, MODE)).toBe('3');
  expect(propertyWords('eventEnable', [true, false], MODE)).toBe('yes, no');
  expect(propertyWords('stateText', ['a', 'b'], MODE)).toBe('a, b');
  expect(propertyWords('timeDelay', 30, TEMPERATURE)).toBe('30');
  expect(propertyWords('description', null, TEMPERATURE)).toBe('–');
});

test('property_ofAnAmount_hasItsUnit_andLimitsAllTheirDigits', () => {
  expect(propertyWords('presentValue', 21.25, TEMPERATURE)).toBe('21.3 °C');
  expect(propertyWords('highLimit', Math.fround(28.15), TEMPERATURE)).toBe('28.15 °C');
  expect(propertyWords('lowLimit', -2, TEMPERATURE)).toBe('−2 °C');
  expect(propertyWords('deadband', 1, { object_type: 'analogInput' })).toBe('1');
});

test('propertyName_isInWords', () => {
  expect(['covIncrement', 'minPresValue', 'outOfService', 'presentValue'].map(propertyName)).toEqual(['COV increment', 'Min present value', 'Out of service', 'Present value']);
});
