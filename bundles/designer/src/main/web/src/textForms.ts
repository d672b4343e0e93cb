// SPDX-License-Identifier: GPL-3.0-only
/** Values that JSON has no type for, in the form in which the gateway tells and takes them. */
export interface TextForm {
  /** What to write, with an example: the gateway's own words. */
  words: string;
  isOne: (text: string) => boolean;
}

const DATE = '(\\*|\\d{4})-(\\*|\\d{2})-(\\*|\\d{2})';
const TIME = '(\\*|\\d{2}):(\\*|\\d{2}):(\\*|\\d{2})\\.(\\*|\\d{2})';

const DATES = form('a date like 2026-01-31, with * for any year, month or day', DATE, isDate);
const TIMES = form('a time like 06:30:00.00, with * for any part of it', TIME, isTime);
const DATE_TIMES = form('a date and a time like 2026-01-31 06:30:00.00, with * for any part of them', `${DATE} ${TIME}`, (parts) => isDate(parts) && isTime(parts.slice(3)));
const BITS = form("bits like B'0110'", "B'[01]*'");
const OCTETS = form("octets in hex like X'0AFF'", "X'([0-9a-fA-F]{2})*'");

const BY_TYPE: Record<string, TextForm> = {
  dateValue: DATES, datePatternValue: DATES, timeValue: TIMES, timePatternValue: TIMES, datetimeValue: DATE_TIMES, datetimePatternValue: DATE_TIMES,
  bitstringValue: BITS, octetstringValue: OCTETS,
};

/** The form of an object type's values; undefined for those that are numbers, states or any text. */
export function textFormOf(objectType: string): TextForm | undefined {
  return BY_TYPE[objectType];
}

function form(words: string, pattern: string, canBe: (parts: readonly string[]) => boolean = () => true): TextForm {
  const whole = new RegExp(`^${pattern}$`);
  return {
    words,
    isOne: (text) => {
      const found = whole.exec(text);
      return found !== null && canBe(found.slice(1));
    },
  };
}

/** Months 13 and 14 are odd and even ones; day 32 is the last of its month, 33 and 34 are odd and even ones (ASHRAE 135, 20.2.12). */
function isDate([year = '', month = '', day = '']: readonly string[]): boolean {
  if (!within(year, 1900, 2154) || !within(month, 1, 14) || !within(day, 1, 34)) return false;
  const isOneDay = year !== '*' && Number(month) <= 12 && Number(day) <= 31;
  return !isOneDay || new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
}

function isTime([hour = '', minute = '', second = '', hundredth = '']: readonly string[]): boolean {
  return within(hour, 0, 23) && within(minute, 0, 59) && within(second, 0, 59) && within(hundredth, 0, 99);
}

function within(text: string, least: number, most: number): boolean {
  return text === '*' || (Number(text) >= least && Number(text) <= most);
}
