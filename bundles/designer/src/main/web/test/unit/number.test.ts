// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { asTyped, exactly, readNumber, readWhole } from '../../src/number';

test.each([
  ['21,5', 21.5], ['21.5', 21.5], [' 21,5 ', 21.5], ['-3', -3], ['−3,25', -3.25], ['+7', 7], ['0,250', 0.25], ['0.125', 0.125], ['1250', 1250], ['1250,5', 1250.5], ['1234,567', 1234.567],
  ['12,5000', 12.5], ['.5', 0.5], [',5', 0.5], ['1e3', 1000], ['1,5E-3', 0.0015], ['-0', 0], ['007', 7],
])('number_%s_isUnderstood', (text, value) => {
  expect(readNumber(text)).toEqual({ value });
});

test.each([
  '1,250', '1.250', '-1,250', '999.999', '1.250,5', '1,250.5', '1 250', '1\u00a0250', '1\u202f250', "1'250", '1’250', '1_250', '1,2,3', '1..5', '5.', '5,', '.', ',', '-', '--5', '5-', '1e', 'e3', '1e400', '0x10', 'NaN', 'Infinity',
  '21 °C', '50%', '½', '٢١', '２１', '21,5,', '1/2', '=1+1', 'abc', '', '   ', '12:30',
])('number_%j_isRefusedInASentence', (text) => {
  const { value, failure } = readNumber(text);
  expect(value).toBeUndefined();
  expect(failure).toMatch(/[a-z].*\.$/);
});

test('number_thatCanBeReadInTwoWays_isGivenBoth_andEachIsUnderstood', () => {
  const { failure } = readNumber('1,250');
  expect(failure).toBe('“1,250” can be read in two ways: write 1250 or 1.2500.');
  expect([readNumber('1250').value, readNumber('1.2500').value]).toEqual([1250, 1.25]);
});

/** A generator that is the same in each run (a linear congruence). */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

test('number_anyValueWrittenByThePage_isReadAsItself', () => {
  const next = random(7);
  for (let i = 0; i < 2_000; i++) {
    const value = (next() - 0.5) * 10 ** Math.floor(next() * 14 - 6);
    const real = Math.fround(value);
    for (const each of [value, real, Math.round(value), Math.round(value * 1000) / 1000]) {
      const read = readNumber(asTyped(each)).value;
      expect(read === each || Math.fround(read!) === each || (read === 0 && each === 0), `${each} as ${asTyped(each)}`).toBe(true);
    }
  }
});

test('number_anyTextOfItsCharacters_isUnderstoodAsOneDecimalSign_orRefused', () => {
  const next = random(11);
  const characters = '0123456789.,  -e\'';
  for (let i = 0; i < 5_000; i++) {
    const text = Array.from({ length: 1 + Math.floor(next() * 9) }, () => characters[Math.floor(next() * characters.length)]).join('');
    const { value, failure } = readNumber(text);
    const signs = text.replace(/[^.,]/g, '').length;
    if (value === undefined) expect(failure).toMatch(/\.$/);
    else expect(signs <= 1 && !/\d\s+\d|'/.test(text) && value === Number(text.trim().replace(',', '.')), text).toBe(true);
  }
});

test('whole_withinBounds_orASentence', () => {
  expect(readWhole('30', 1, 86_400)).toEqual({ value: 30 });
  for (const text of ['0', '1,5', '86401', '1 000', '1,000', '', 'x']) expect(readWhole(text, 1, 86_400).failure).toMatch(/\.$/);
});

test('exactly_deviceReal_hasNoNoise', () => {
  expect([Math.fround(21.3), Math.fround(0.1), 21.125, 128_412, Math.fround(1e-7), 0.1].map(exactly)).toEqual(['21.3', '0.1', '21.125', '128412', '1e-7', '0.1']);
  expect(asTyped(21.125)).toBe('21.1250');
});
