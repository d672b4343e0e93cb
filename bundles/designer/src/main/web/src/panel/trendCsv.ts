// SPDX-License-Identifier: GPL-3.0-only
import { decimalsOf, stateText, type ValueStyle } from '../format';
import { unitSymbol } from '../units';
import { toZonedSeconds } from '../zonedTime';
import type { Reading, TrendData } from './trendData';

/** Who is to read the file: programs, or Excel, which reads by the habits of the country that it is set to. */
export type CsvFormat = 'plain' | 'excel-en' | 'excel-de';

export const CSV_FORMATS: readonly { id: CsvFormat; label: string }[] = [
  { id: 'plain', label: 'CSV, times in UTC' },
  { id: 'excel-en', label: 'Excel, English' },
  { id: 'excel-de', label: 'Excel, German' },
];

export interface CsvColumn extends ValueStyle {
  name: string;
  pointId: string;
}

const BYTE_ORDER_MARK = '\ufeff';

/** Numbers with the decimals of their point, states by their texts, each column with its unit and its point's id. */
export function trendCsv({ times, values }: TrendData, columns: readonly CsvColumn[], format: CsvFormat, timeZone: string | undefined): string {
  const excel = format !== 'plain';
  const separator = format === 'excel-de' ? ';' : ',';
  // By the clock of the zone alone nobody can tell the two hours apart that are one hour of it in autumn.
  const clocks = timeZone === 'UTC' ? [timeZone] : [timeZone, 'UTC'];
  const timesOf = (seconds: number) => (excel ? clocks.map((clock) => toZonedSeconds(seconds * 1000, clock)) : [new Date(seconds * 1000).toISOString()]);
  const names = excel ? clocks.map((clock) => (clock ? `time (${clock})` : 'time')) : ['time'];
  const head = [...names.map(textCell), ...columns.map((column) => textCell(titleOf(column)))];
  const rows = times.map((time, i) => [...timesOf(time), ...columns.map((column, n) => valueCell(values[n]?.[i], column, format))]);
  return (excel ? BYTE_ORDER_MARK : '') + [head, ...rows].map((cells) => `${cells.join(separator)}\r\n`).join('');
}

function titleOf({ name, units, pointId }: CsvColumn): string {
  const unit = unitSymbol(units);
  return unit === '' ? `${name} (${pointId})` : `${name} [${unit}] (${pointId})`;
}

function valueCell(value: Reading, column: CsvColumn, format: CsvFormat): string {
  if (value === null || value === undefined) return '';
  const state = stateText(value, column);
  if (state !== undefined) return textCell(state);
  const digits = value.toFixed(decimalsOf(column));
  return format === 'excel-de' ? digits.replace('.', ',') : digits;
}

/** What spreadsheets take for the beginning of a formula, at the beginning of a cell: also of one that the separator of another country makes. */
const FORMULA = /(^|[;,\t\r\n])([\s"]*)(?=[=+\-@＝＋－＠|%])/g;

/** A text, with an apostrophe before what would become a formula: names come from devices, and from whoever can name one. */
export function textCell(text: string): string {
  const line = text.trim().replace(FORMULA, "$1$2'").replace(/[\r\n\t]+/g, ' ');
  return `"${line.replace(/"/g, '""')}"`;
}
