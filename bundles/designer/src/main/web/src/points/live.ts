// SPDX-License-Identifier: GPL-3.0-only
import { asSentence } from '../format';
import type { PointValue, Quality, Sample, StatusFlag, WireError } from '../mqtt/wire';

/** What is known of a point's value right now. Replaced as a whole, never changed. */
export interface Live {
  value: PointValue;
  quality: Quality;
  /** When it was read, in ms. */
  time: number;
  units: string | undefined;
  flags: readonly StatusFlag[];
  /** Why the newest read failed, as far as it is known: batches do not say it. */
  error: WireError | undefined;
  /** Undefined until the point's own topic said it. */
  maxAgeMs: number | undefined;
  /** Older than its max age, or the gateway is unreachable: never shown as current. */
  stale: boolean;
  /** The value of the last read that succeeded. */
  lastGood: { value: PointValue; time: number } | undefined;
}

/** The codes of a read to which nothing came from the device. */
const SILENCE = ['device_timeout', 'not_configured', 'internal'];

const NO_FLAGS: readonly StatusFlag[] = [];

/** The point's state after a sample; the same object if the sample changes nothing. */
export function merge(known: Live | undefined, sample: Sample, now: number, trusted: boolean): Live | undefined {
  const time = Date.parse(sample.timestamp);
  if (Number.isNaN(time) || (known !== undefined && time < known.time)) return known;
  const own = sample.max_age_seconds !== undefined;
  const maxAgeMs = own ? sample.max_age_seconds! * 1000 : known?.maxAgeMs;
  const flags = own ? (sample.status_flags ?? NO_FLAGS) : (known?.flags ?? NO_FLAGS);
  const units = sample.units ?? known?.units;
  const error = own ? sample.error : sample.value === null ? known?.error : undefined;
  const failed = sample.quality === 'bad' || sample.value === null;
  const next: Live = {
    value: sample.value,
    quality: sample.quality,
    time,
    units,
    flags: sameFlags(flags, known?.flags) ? known!.flags : flags,
    error: sameError(error, known?.error) ? known?.error : error,
    maxAgeMs,
    stale: !trusted || isOld({ value: sample.value, time, maxAgeMs }, now),
    lastGood: failed ? known?.lastGood : { value: sample.value, time },
  };
  return known !== undefined && same(known, next) ? known : next;
}

/** The same value seen at another moment, or with the gateway gone or back. */
export function reconsider(live: Live, now: number, trusted: boolean): Live {
  const stale = !trusted || isOld(live, now);
  return stale === live.stale ? live : { ...live, stale };
}

/**
 * Whether a value is older than its max age. A failed read never grows stale: it holds until a value comes, and a silent device is
 * read less often. A point known from batches only has no max age; the gateway marks its value uncertain when nothing confirms
 * it in time.
 */
function isOld({ value, time, maxAgeMs }: Pick<Live, 'value' | 'time' | 'maxAgeMs'>, now: number): boolean {
  return value !== null && maxAgeMs !== undefined && now - time > maxAgeMs;
}

export type Standing = 'good' | 'uncertain' | 'bad' | 'stale' | 'none';

/** One word for how far a value can be believed. */
export function standing(live: Live | undefined): Standing {
  if (live === undefined) return 'none';
  return live.stale ? 'stale' : live.quality;
}

/** Whether there is no value that may be shown as the present one. */
export function isGone(live: Live | undefined): boolean {
  return live === undefined || live.stale || live.value === null;
}

const FLAG_WORDS: Record<StatusFlag, string> = {
  in_alarm: 'in alarm',
  fault: 'fault',
  overridden: 'overridden',
  out_of_service: 'out of service',
};

/** The words beside the dot: the standing, and why where it is known. */
export function standingWords(live: Live | undefined): string {
  if (live === undefined) return 'no value yet';
  if (live.stale) return 'stale';
  const flag = live.flags.find((each) => each !== 'in_alarm') ?? live.flags[0];
  if (flag !== undefined) return `${live.quality} · ${FLAG_WORDS[flag]}`;
  if (live.quality === 'bad') return `bad · ${live.value !== null ? 'fault' : live.error === undefined ? 'no value' : clause(live.error)}`;
  return live.quality;
}

/** What happened, without what to do about it: "unknown object" of "The device answered: unknown object; discover it again". */
function clause({ message }: WireError): string {
  const happened = message.replace(/^the device answered: /i, '').replace(/;.*$/s, '');
  return happened.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** The same in full, where there is room for it. */
export function standingInFull(live: Live | undefined): string {
  const told = live !== undefined && !live.stale && live.value === null && live.error !== undefined;
  return told ? asSentence(live.error!.message) : standingWords(live);
}

/** Whether nothing came from the device, as far as that is known. */
export function isSilent(live: Live | undefined): boolean {
  return standing(live) === 'bad' && live!.value === null && (live!.error === undefined || SILENCE.includes(live!.error.code));
}

/** What is shown around a value. It changes seldom, even where the value changes often. */
export interface Face {
  standing: Standing;
  words: string;
  /** The words with all that is known of the reason. */
  inFull: string;
  gone: boolean;
  /** Whether any sample of the point has arrived. */
  heard: boolean;
  units: string | undefined;
  /** What to show in place of a value that is gone. */
  lastGood: Live['lastGood'];
}

export function faceOf(live: Live | undefined): Face {
  const gone = isGone(live);
  return { standing: standing(live), words: standingWords(live), inFull: standingInFull(live), gone, heard: live !== undefined, units: live?.units, lastGood: gone ? live?.lastGood : undefined };
}

function same(a: Live, b: Live): boolean {
  return (
    a.time === b.time && a.value === b.value && a.quality === b.quality && a.units === b.units &&
    a.flags === b.flags && a.error === b.error && a.maxAgeMs === b.maxAgeMs && a.stale === b.stale
  );
}

function sameError(a: WireError | undefined, b: WireError | undefined): boolean {
  return a?.code === b?.code && a?.message === b?.message;
}

function sameFlags(a: readonly StatusFlag[], b: readonly StatusFlag[] | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((flag, i) => flag === b[i]);
}
