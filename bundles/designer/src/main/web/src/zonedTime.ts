// SPDX-License-Identifier: GPL-3.0-only
import { DAY_MS } from './clock';

/** Times as they are typed: `2026-03-29T14:30`, by the clock of a time zone; that of this browser if none is given. */

export function toZoned(ms: number, timeZone: string | undefined): string {
  return partsOf(ms, timeZone).slice(0, 16);
}

/** With seconds and a blank, as spreadsheets read it. */
export function toZonedSeconds(ms: number, timeZone: string | undefined): string {
  return partsOf(ms, timeZone).replace('T', ' ');
}

/** Undefined if it is no time. Of an hour that comes twice in autumn, the first; one that is left out in spring is an hour later. */
export function fromZoned(text: string, timeZone: string | undefined): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const wall = Date.parse(`${text.slice(0, 16)}Z`);
  if (Number.isNaN(wall)) return undefined;
  const offset = (at: number) => Date.parse(`${partsOf(at, timeZone)}Z`) - Math.floor(at / 1000) * 1000;
  const candidates = [wall - offset(wall - DAY_MS), wall - offset(wall + DAY_MS)];
  const exact = candidates.filter((at) => toZoned(at, timeZone) === text.slice(0, 16));
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

function partsOf(ms: number, timeZone: string | undefined): string {
  const part = Object.fromEntries(formatOf(timeZone).formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}`;
}

/** By time zone: making one costs a hundred times what using it does, and a CSV asks once for each row. */
const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...(timeZone && { timeZone }) });
  formats.set(timeZone, made);
  return made;
}
