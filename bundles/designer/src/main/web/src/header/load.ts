// SPDX-License-Identifier: GPL-3.0-only
import type { PointInfo } from '../api';
import { showDuration } from '../format';
import type { NetworkLoad } from '../mqtt/wire';

const DEFAULT_INTERVAL_S = 30;
/** A preview names at most this many devices: the busiest. */
const MOST_DEVICES = 20;

/** How often these points are read, unless the gateway finds that subscriptions cost less. */
export function intervalsOf(points: readonly PointInfo[], intervalSeconds: number | undefined): string {
  const intervals = new Set(points.map((point) => intervalSeconds ?? point.interval_seconds ?? DEFAULT_INTERVAL_S));
  const sorted = [...intervals].sort((a, b) => a - b);
  if (sorted.length === 0) return 'none';
  return sorted.length > 3 ? `${showDuration(sorted[0]!)} to ${showDuration(sorted.at(-1)!)}` : sorted.map(showDuration).join(', ');
}

/** How many points the gateway would read; undefined if the preview does not name all devices. */
export function pointsRead(load: NetworkLoad | undefined): number | undefined {
  return load === undefined || load.devices.length >= MOST_DEVICES ? undefined : load.devices.reduce((sum, device) => sum + device.points, 0);
}

export function showRate(load: NetworkLoad | undefined): string {
  const rate = load?.requests_per_second;
  if (rate === undefined) return 'unknown';
  return rate === 0 ? '0' : rate < 0.1 ? 'less than 0.1' : `about ${rate.toFixed(1)}`;
}

const MOST_NAMES = 5;

export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more.toLocaleString('en')} more` : '');
}
