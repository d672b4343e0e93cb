// SPDX-License-Identifier: GPL-3.0-only
import type { PointValue } from './mqtt/wire';
import { exactly } from './number';
import { isBinary, isMultiState, isWhole } from './objectTypes';
import { unitSymbol } from './units';

/** What a point needs to know of itself to write its value. */
export interface ValueStyle {
  object_type?: string;
  units?: string | undefined;
  state_text?: string[] | undefined;
  cov_increment?: number | undefined;
}

export interface ShownValue {
  text: string;
  unit: string;
}

export const NO_VALUE = '–';

/**
 * A value as people read it, the same wherever it stands: states by their texts, numbers with the decimals of their point,
 * a real minus. In a history and in a priority array a binary state is a number.
 */
export function showValue(value: PointValue | undefined, style: ValueStyle): ShownValue {
  const unit = unitSymbol(style.units);
  if (value === null || value === undefined) return { text: NO_VALUE, unit };
  if (typeof value === 'string') return { text: value === '' ? '(empty)' : value, unit };
  const state = stateText(value, style);
  return state === undefined ? { text: showNumber(value as number, decimalsOf(style)), unit } : { text: state, unit: '' };
}

/** The same in one text. */
export function showWhole(value: PointValue | undefined, style: ValueStyle): string {
  const { text, unit } = showValue(value, style);
  return `${text} ${unit}`.trim();
}

/** An amount with all its digits and its unit. */
export function showExactly(value: number, { units }: ValueStyle): string {
  return `${exactly(value).replace('-', '−')} ${unitSymbol(units)}`.trim();
}

/** Whether a point has states, which have words, and not amounts. */
export function hasStates({ object_type = '' }: ValueStyle): boolean {
  return isBinary(object_type) || isMultiState(object_type);
}

/** The words of a state; undefined for what is an amount. */
export function stateText(value: number | boolean, style: ValueStyle): string | undefined {
  if (typeof value === 'boolean' || isBinary(style.object_type ?? '')) {
    const on = typeof value === 'boolean' ? value : value >= 0.5;
    return style.state_text?.[on ? 1 : 0] ?? (on ? 'On' : 'Off');
  }
  return hasStates(style) ? (style.state_text?.[Math.round(value) - 1] ?? `State ${Math.round(value)}`) : undefined;
}

/** Decimals of units whose usual one decimal would be noise, or too few. */
const DECIMALS: Record<string, number> = {
  partsPerMillion: 0, partsPerBillion: 0, luxes: 0, lumens: 0, revolutionsPerMinute: 0, pascals: 0, watts: 0,
  bars: 2, metersPerSecond: 2, cubicMetersPerSecond: 3, powerFactor: 2, amperes: 2, noUnits: 2,
};
const MOST_DECIMALS = 6;

/** How many decimals all values of a point are shown with: those of its COV increment, or else the usual ones of its unit. */
export function decimalsOf({ object_type = '', units = 'noUnits', cov_increment = 0 }: ValueStyle): number {
  if (isWhole(object_type)) return 0;
  return cov_increment > 0 ? decimalsIn(cov_increment) : (DECIMALS[units] ?? 1);
}

function decimalsIn(step: number): number {
  const [digits = '', exponent = '0'] = exactly(step).split('e');
  return Math.min(MOST_DECIMALS, Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent)));
}

export function showNumber(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e9) return value.toExponential(2).replace('-', '−');
  const [whole = '', fraction] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return /[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', '');
}

/** A message of the gateway, which begins with a small letter and has no full stop, as a sentence. */
export function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/[.]?$/, '.')}`;
}

/** "2 s ago", coarser with age, so that it changes seldom. */
export function showAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

export function showDuration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

let timeZone: string | undefined;
let clockFormat = clock();
let secondsFormat = clock(true);
let dateFormat = date();
let dayFormat = date(true);

/** All times on screen are the site's; called once the settings are there. If the browser does not know the zone, its own is used. */
export function setTimeZone(zone: string): void {
  timeZone = isTimeZone(zone) ? zone : Intl.DateTimeFormat().resolvedOptions().timeZone;
  clockFormat = clock();
  secondsFormat = clock(true);
  dateFormat = date();
  dayFormat = date(true);
}

function isTimeZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

export function siteTimeZone(): string | undefined {
  return timeZone;
}

export function showClock(ms: number, seconds = false): string {
  return (seconds ? secondsFormat : clockFormat).format(ms);
}

export function showDateTime(ms: number): string {
  return `${dateFormat.format(ms)} ${clockFormat.format(ms)}`;
}

/** With the year, for what is months away. */
export function showDay(ms: number): string {
  return dayFormat.format(ms);
}

/** A time of the gateway; by the clock alone within half a day of now. */
export function showMoment(time: string): string {
  const ms = Date.parse(time);
  return Math.abs(ms - Date.now()) < 43_200_000 ? showClock(ms) : showDateTime(ms);
}

function clock(seconds = false): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' }), ...(timeZone && { timeZone }) });
}

function date(year = false): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(year && { year: 'numeric' }), ...(timeZone && { timeZone }) });
}
