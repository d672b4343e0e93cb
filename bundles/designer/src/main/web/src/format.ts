import type { PointValue } from './mqtt/wire';
import { unitSymbol } from './units';

/** What a point needs to know of itself to write its value. */
export interface ValueStyle {
  object_type?: string;
  units?: string | undefined;
  state_text?: string[] | undefined;
}

export interface ShownValue {
  text: string;
  unit: string;
}

export const NO_VALUE = '–';

/** A value as people read it: state text where there is one, at most 4 significant decimals, a real minus. */
export function showValue(value: PointValue | undefined, style: ValueStyle): ShownValue {
  const unit = unitSymbol(style.units);
  if (value === null || value === undefined) return { text: NO_VALUE, unit };
  if (typeof value === 'boolean') return { text: style.state_text?.[value ? 1 : 0] ?? (value ? 'On' : 'Off'), unit: '' };
  if (typeof value === 'string') return { text: value === '' ? '(empty)' : value, unit };
  const isState = style.object_type?.startsWith('multiState') ?? false;
  if (isState) return { text: style.state_text?.[value - 1] ?? `State ${value}`, unit: '' };
  return { text: showNumber(value, style.object_type?.startsWith('analog') ?? false), unit };
}

export function showNumber(value: number, analog = false): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-3)) return value.toExponential(2).replace('-', '−');
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 || size === 0 ? (analog ? 1 : 2) : size >= 0.1 ? 2 : 3;
  const fixed = Number.isInteger(value) && !analog ? String(value) : value.toFixed(decimals);
  const [whole = '', fraction] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return (fraction === undefined ? grouped : `${grouped}.${fraction}`).replace('-', '−');
}

/** What the gateway says of itself begins small and ends without a full stop. */
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

/** All times on screen are the site's; called once the settings are there. One that this browser does not know gives way to its own. */
export function setTimeZone(zone: string): void {
  timeZone = isTimeZone(zone) ? zone : Intl.DateTimeFormat().resolvedOptions().timeZone;
  clockFormat = clock();
  secondsFormat = clock(true);
  dateFormat = date();
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

function clock(seconds = false): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' }), ...(timeZone && { timeZone }) });
}

function date(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(timeZone && { timeZone }) });
}

const SHORT_TYPES: Record<string, string> = {
  analogInput: 'AI', analogOutput: 'AO', analogValue: 'AV', binaryInput: 'BI', binaryOutput: 'BO', binaryValue: 'BV',
  multiStateInput: 'MI', multiStateOutput: 'MO', multiStateValue: 'MV', accumulator: 'ACC', integerValue: 'IV',
  positiveIntegerValue: 'PIV', largeAnalogValue: 'LAV', characterstringValue: 'CSV', pulseConverter: 'PC', loop: 'LP',
};

/** "AI 1": how an engineer names an object in passing. */
export function shortObject(objectType: string, instance: number): string {
  return `${SHORT_TYPES[objectType] ?? objectType} ${instance}`;
}
