import type { Bucket, History } from '../api';
import type { Live } from '../points/live';

/** Points' pasts on one time axis, in seconds, as the chart wants them. */
export interface TrendData {
  times: number[];
  values: (number | null)[][];
}

export type SpanName = 'hour' | 'day' | 'week';

export const SPANS: Record<SpanName, { ms: number; label: string; buckets: number }> = {
  hour: { ms: 3_600_000, label: 'Hour', buckets: 120 },
  day: { ms: 86_400_000, label: 'Day', buckets: 144 },
  week: { ms: 604_800_000, label: 'Week', buckets: 168 },
};

/** @param stepped those whose last value counts, and not the average: they hold it until the next */
export function fromHistory(history: History, pointIds: readonly string[], stepped: readonly string[] = []): TrendData {
  const times = new Set<number>();
  const series = pointIds.map((pointId) => {
    const values = new Map<number, number | null>();
    const holds = stepped.includes(pointId);
    for (const [start, , , avg, last] of history.series.find((each) => each.point_id === pointId)?.buckets ?? ([] as Bucket[])) {
      const time = Date.parse(start) / 1000;
      times.add(time);
      values.set(time, holds ? last : avg);
    }
    return values;
  });
  const axis = [...times].sort((a, b) => a - b);
  return { times: axis, values: series.map((values) => axis.map((time) => values.get(time) ?? null)) };
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

export function toCsv(data: TrendData, names: readonly string[]): string {
  const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
  const rows = data.times.map((time, i) => [new Date(time * 1000).toISOString(), ...data.values.map((values) => values[i] ?? '')].join(','));
  return [['time', ...quoted].join(','), ...rows, ''].join('\r\n');
}

function numeric(value: Live['value']): number | null {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null;
}
