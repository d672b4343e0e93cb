// SPDX-License-Identifier: GPL-3.0-only
import type { PointValue } from './mqtt/wire';

/** What was typed, understood as a number, or why it is not: never repaired. */
export type ReadNumber = { value: number; failure?: undefined } | { value?: undefined; failure: string };

const no = (failure: string): ReadNumber => ({ failure });
const NUMBER = /^[+−-]?(\d+([.,]\d+)?|[.,]\d+)(e[+−-]?\d{1,3})?$/i;
/** As thousands are written in one country and decimals in another: `1,250`, but not `0,250`, `1250,5` or `1,25`. */
const EITHER = /^[+−-]?[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * The one reader of numbers that people type: digits, with one comma or one point as the decimal sign. What could be meant in
 * two ways, or only as a guess, is refused in a sentence that says how to write it.
 */
export function readNumber(text: string): ReadNumber {
  const typed = text.trim();
  if (typed === '') return no('Give a number.');
  if (EITHER.test(typed)) {
    const [whole, decimals] = typed.split(/[.,]/);
    return no(`“${typed}” can be read in two ways: write ${whole}${decimals} or ${whole}.${decimals}0.`);
  }
  if (/^[+−-]?\d[\d.,\s'’_]*$/.test(typed) && !NUMBER.test(typed)) return no(`“${typed}” is not clear: write it without blanks or signs between thousands, and with one decimal sign at most, such as 1250.5.`);
  if (!NUMBER.test(typed)) return no(`“${typed}” is not a number: write digits, and one comma or point at most.`);
  const value = Number(typed.replace(',', '.').replace(/−/g, '-'));
  return Number.isFinite(value) ? { value: value === 0 ? 0 : value } : no(`“${typed}” is too large.`);
}

/** A whole number within bounds. */
export function readWhole(text: string, least: number, most: number): ReadNumber {
  const read = readNumber(text);
  if (read.value === undefined) return read;
  const fits = Number.isInteger(read.value) && read.value >= least && read.value <= most;
  return fits ? read : no(`Give a whole number from ${least} to ${most.toLocaleString('en')}.`);
}

/** All the digits that a value has, as it would be typed: a device's 32 bits are not shown as the 64 they became. */
export function exactly(value: number): string {
  if (Number.isInteger(value) || Math.fround(value) !== value) return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** The same in a field, where what can be read in two ways would be refused. */
export function asTyped(value: number): string {
  const text = exactly(value);
  return EITHER.test(text) ? `${text}0` : text;
}

/** Compares as 32-bit floats, which is what devices keep. */
export function isSameReal(one: PointValue | undefined, other: PointValue | undefined): boolean {
  return typeof one === 'number' && typeof other === 'number' ? Math.fround(one) === Math.fround(other) : one === other;
}
