// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { firstPriority, hasPoint, outOfRange } from '../../src/panel/writeScope';
import { NO_LIMITS } from '../../src/rights';

const SCOPE = { points: ['1001.analogValue.*', '*.binaryOutput.2'], ranges: ['*.analogValue.*=10..30', '1001.analogValue.7=-1.5..20'], highest_priority: 10, lease_seconds: 3600 };

test('hasPoint_ofPatterns_isWhatTheGatewayWouldSay', () => {
  expect(['1001.analogValue.7', '7.binaryOutput.2'].map((id) => hasPoint(SCOPE, id))).toEqual([true, true]);
  expect(['1002.analogValue.7', '1001.analogValue2.7', '7.binaryOutput.21', '1001.analogValue'].map((id) => hasPoint(SCOPE, id))).toEqual([false, false, false, false]);
  expect(hasPoint(NO_LIMITS, '1.analogValue.1')).toBe(true);
});

test('outOfRange_ofAValue_saysWhatMayBeWritten', () => {
  expect(outOfRange(SCOPE, '1001.analogValue.1', 30)).toBeUndefined();
  expect(outOfRange(SCOPE, '1001.analogValue.1', 30.5)).toBe('You may write 10 to 30 here.');
  expect(outOfRange(SCOPE, '1001.analogValue.7', 21)).toBe('You may write -1.5 to 20 here.');
  expect(outOfRange(SCOPE, '1001.binaryOutput.2', 99)).toBeUndefined();
  for (const value of [true, 'on', null]) expect(outOfRange(SCOPE, '1001.analogValue.1', value)).toBeUndefined();
});

test('firstPriority_isAnOperators_orTheMostUrgentThatIsAllowed', () => {
  expect([firstPriority(NO_LIMITS), firstPriority(SCOPE)]).toEqual([8, 10]);
});
