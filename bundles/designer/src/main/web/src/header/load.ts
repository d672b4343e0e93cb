import type { PointInfo } from '../api';
import { showDuration } from '../format';

const DEFAULT_INTERVAL_S = 30;
/** Points that one ReadPropertyMultiple carries, by experience with small controllers. */
const POINTS_PER_REQUEST = 20;

export interface Load {
  points: number;
  intervals: string;
  perSecond: string;
}

/** What reading these points costs, roughly: subscriptions aside, requests batched by device and interval. */
export function load(points: readonly PointInfo[], intervalSeconds: number | undefined): Load {
  const counts = new Map<string, { count: number; seconds: number }>();
  const intervals = new Set<number>();
  for (const point of points) {
    const seconds = intervalSeconds ?? point.interval_seconds ?? DEFAULT_INTERVAL_S;
    intervals.add(seconds);
    const key = `${point.device_id} ${seconds}`;
    const held = counts.get(key);
    if (held === undefined) counts.set(key, { count: 1, seconds });
    else held.count++;
  }
  let rate = 0;
  for (const { count, seconds } of counts.values()) rate += Math.ceil(count / POINTS_PER_REQUEST) / seconds;
  const sorted = [...intervals].sort((a, b) => a - b);
  return {
    points: points.length,
    intervals: sorted.length === 0 ? 'none' : sorted.length > 3 ? `${showDuration(sorted[0]!)} to ${showDuration(sorted.at(-1)!)}` : sorted.map(showDuration).join(', '),
    perSecond: rate === 0 ? '0' : rate < 0.1 ? 'less than 0.1' : rate.toFixed(1),
  };
}
