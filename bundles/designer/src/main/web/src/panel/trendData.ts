// SPDX-License-Identifier: GPL-3.0-only
import type { Bucket, History } from '../api';
import { DAY_MS } from '../clock';
import type { Live } from '../points/live';

/** At one time: null is a gap; undefined says nothing, as where only another point has a value. */
export type Reading = number | null | undefined;

/** Points' pasts on one time axis, in seconds, as the chart wants them. */
export interface TrendData {
  times: number[];
  values: Reading[][];
}

export type SpanName = 'hour' | 'day' | 'week';

export const SPANS: Record<SpanName, { ms: number; label: string; buckets: number }> = {
  hour: { ms: 3_600_000, label: 'Hour', buckets: 120 },
  day: { ms: DAY_MS, label: 'Day', buckets: 144 },
  week: { ms: 604_800_000, label: 'Week', buckets: 168 },
};

/** What is needed to place gaps, since a history leaves out empty buckets: their length, where they end, and how long a value holds. */
export interface Span {
  stepMs: number;
  toMs: number;
  holdsMs: (pointId: string) => number;
}

const FOR_EVER: Span = { stepMs: 0, toMs: 0, holdsMs: () => Infinity };

/** @param stepped those whose last value counts, and not the average: they hold it until the next */
export function fromHistory(history: History, pointIds: readonly string[], stepped: readonly string[] = [], { stepMs, toMs, holdsMs }: Span = FOR_EVER): TrendData {
  const times = new Set<number>();
  const series = pointIds.map((pointId) => {
    const values = new Map<number, number | null>();
    const holds = stepped.includes(pointId);
    const longest = Math.max(1.5 * stepMs, holdsMs(pointId)) / 1000;
    let before: number | undefined;
    const endAt = (time: number) => {
      if (before !== undefined && time - before > longest) {
        times.add(before + stepMs / 1000);
        values.set(before + stepMs / 1000, null);
      }
    };
    const put = (time: number, value: number | null) => {
      times.add(time);
      values.set(time, value);
    };
    for (const [start, min, max, avg, last] of history.series.find((each) => each.point_id === pointId)?.buckets ?? ([] as Bucket[])) {
      const time = Date.parse(start) / 1000;
      endAt(time);
      before = time;
      if (!holds) put(time, avg);
      else [...passing(min, max, last), last].forEach((value, i, all) => put(time + (i * stepMs) / 1000 / all.length, value));
    }
    endAt(toMs / 1000);
    return values;
  });
  const axis = [...times].sort((a, b) => a - b);
  return { times: axis, values: series.map((values) => axis.map((time) => values.get(time))) };
}

/** States that a bucket passed through before its last value; the bucket does not tell when. */
function passing(min: number | null, max: number | null, last: number | null): number[] {
  return [...new Set([min, max])].filter((value): value is number => value !== null && value !== last);
}

export interface Segment {
  start: number;
  end: number;
  value: number;
}

/** From when to when a point was in which state, in seconds; the last until the end of the span, gaps left out. */
export function segmentsOf(times: readonly number[], values: readonly Reading[], until: number): Segment[] {
  const segments: Segment[] = [];
  let open: Segment | undefined;
  const close = (end: number) => {
    if (open !== undefined && end > open.start) segments.push({ ...open, end });
    open = undefined;
  };
  times.forEach((time, i) => {
    const value = values[i];
    if (value === undefined || value === open?.value) return;
    close(time);
    if (value !== null) open = { start: time, end: time, value };
  });
  close(until);
  return segments;
}

/** Least, greatest and mean value of a span; undefined if nothing was read in it. */
export function statisticsOf(buckets: readonly Bucket[]): { min: number; max: number; mean: number } | undefined {
  const told = buckets.filter(([, min, max, avg]) => min !== null && max !== null && avg !== null) as [string, number, number, number, number, number, Bucket[6]][];
  if (told.length === 0) return undefined;
  return {
    min: told.reduce((least, [, min]) => Math.min(least, min), Infinity),
    max: told.reduce((most, [, , max]) => Math.max(most, max), -Infinity),
    mean: told.reduce((sum, [, , , avg]) => sum + avg, 0) / told.length,
  };
}

/** How much of the time that is known a point was in each state, the longest first. */
export function sharesOf(segments: readonly Segment[]): { value: number; share: number }[] {
  const lengths = new Map<number, number>();
  for (const { start, end, value } of segments) lengths.set(value, (lengths.get(value) ?? 0) + end - start);
  const whole = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  return [...lengths].map(([value, length]) => ({ value, share: length / whole })).sort((a, b) => b.share - a.share);
}

/** The shortest span of a chart, in seconds; less data stands at its right end. */
const SHORTEST_S = 60;

/** From when to when the chart goes, for times from `first` to `last`; both are null while there are none. */
export function timeRange(first: number | null, last: number | null, now: number): [number, number] {
  const end = last ?? now;
  return [Math.min(first ?? end, end - SHORTEST_S), end];
}

/** What the value axis spans; a value that never changed lies in the middle of its neighbourhood. */
export function valueRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = high > low ? (high - low) / 10 : Math.abs(low) / 10 || 1;
  return [low - room, high + room];
}

/**
 * When a young history begins: asked for the whole span, a point that was first read a few minutes ago would be one
 * column. Undefined if most of the span is covered.
 */
export function youngSince(history: History, from: number, to: number): number | undefined {
  const first = Math.min(...history.series.flatMap((each) => each.buckets.filter(([, , , avg]) => avg !== null).map(([start]) => Date.parse(start))));
  return Number.isFinite(first) && to - first < (to - from) / 4 ? Math.max(from, first) : undefined;
}

/** The data with one more column: the present values. */
export function withLive(data: TrendData, live: readonly (Live | undefined)[], nowMs: number, spanMs: number): TrendData {
  const now = nowMs / 1000;
  const from = now - spanMs / 1000;
  const start = Math.max(0, data.times.findIndex((time) => time >= from));
  const readings = live.map((each) => (each === undefined || each.stale || each.quality === 'bad' ? null : numeric(each.value)));
  return {
    times: [...data.times.slice(start), now],
    values: readings.map((reading, i) => [...(data.values[i] ?? data.times.map(() => null)).slice(start), reading]),
  };
}

/** Indices of values with a gap on both sides: no line reaches them, so they are drawn as dots. */
export function isolated(values: readonly Reading[]): number[] {
  const told = values.flatMap((value, i) => (value === undefined ? [] : [i]));
  const isGap = (i: number | undefined) => i === undefined || values[i] === null;
  return told.filter((i, n) => !isGap(i) && isGap(told[n - 1]) && isGap(told[n + 1]));
}

function numeric(value: Live['value']): number | null {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null;
}
