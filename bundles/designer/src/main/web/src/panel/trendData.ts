import type { Bucket, History } from '../api';
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
  day: { ms: 86_400_000, label: 'Day', buckets: 144 },
  week: { ms: 604_800_000, label: 'Week', buckets: 168 },
};

/** A history tells no bucket in which nothing was read: how long buckets are, where they end, and how long a value holds without. */
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
    for (const [start, , , avg, last] of history.series.find((each) => each.point_id === pointId)?.buckets ?? ([] as Bucket[])) {
      const time = Date.parse(start) / 1000;
      endAt(time);
      before = time;
      times.add(time);
      values.set(time, holds ? last : avg);
    }
    endAt(toMs / 1000);
    return values;
  });
  const axis = [...times].sort((a, b) => a - b);
  return { times: axis, values: series.map((values) => axis.map((time) => values.get(time))) };
}

/** Shorter than this, a chart would be all noise: what there is stands at its right end. */
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

/** The chart going on: one more column with what the points say now. */
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

/** Where a value has a gap on either side: no line goes there, so it wants a dot. */
export function isolated(values: readonly Reading[]): number[] {
  const told = values.flatMap((value, i) => (value === undefined ? [] : [i]));
  const isGap = (i: number | undefined) => i === undefined || values[i] === null;
  return told.filter((i, n) => !isGap(i) && isGap(told[n - 1]) && isGap(told[n + 1]));
}

export function toCsv(data: TrendData, names: readonly string[]): string {
  const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
  const rows = data.times.map((time, i) => [new Date(time * 1000).toISOString(), ...data.values.map((values) => values[i] ?? '')].join(','));
  return [['time', ...quoted].join(','), ...rows, ''].join('\r\n');
}

function numeric(value: Live['value']): number | null {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null;
}
