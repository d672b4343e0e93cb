// SPDX-License-Identifier: GPL-3.0-only
import type { DeviceInfo, PointInfo } from '../api';
import type { Standing } from '../points/live';
import { findablePoint, isFound, queryOf, type Query } from '../search';

export interface Filter {
  text: string;
  type: string;
  unit: string;
  quality: Standing | '';
}

export const NO_FILTER: Filter = { text: '', type: '', unit: '', quality: '' };

export type Row = { kind: 'device'; device: DeviceInfo; open: boolean; shown: number } | { kind: 'point'; point: PointInfo };

/** The tree as rows: devices with what is in them, of what passes the filter; a step for each device. */
export function* rowsOf(
  devices: Iterable<DeviceInfo>,
  pointsOf: ReadonlyMap<number, readonly PointInfo[]>,
  filter: Filter,
  closed: ReadonlySet<number>,
  standingOf: (pointId: string) => Standing,
): Generator<undefined, Row[]> {
  const { query, wanted } = askedFor(filter.text);
  const filtering = isFiltering(filter);
  const rows: Row[] = [];
  for (const device of devices) {
    yield;
    const all = pointsOf.get(device.device_id) ?? [];
    const about = `${device.name} device ${device.device_id} ${device.ip_address}`;
    const passing = filtering ? all.filter((point) => passes(point, about, query, wanted, filter, standingOf)) : all;
    if (filtering && passing.length === 0) continue;
    // What a filter finds is shown, also in a device that was closed before.
    const open = filtering || !closed.has(device.device_id);
    rows.push({ kind: 'device', device, open, shown: passing.length });
    if (open) for (const point of passing) rows.push({ kind: 'point', point });
  }
  return rows;
}

export function isFiltering(filter: Filter): boolean {
  return filter.text.trim() !== '' || filter.type !== '' || filter.unit !== '' || filter.quality !== '';
}

function passes(point: PointInfo, device: string, query: Query, wanted: readonly string[], filter: Filter, standingOf: (pointId: string) => Standing): boolean {
  if (filter.type !== '' && point.object_type !== filter.type) return false;
  if (filter.unit !== '' && point.units !== filter.unit) return false;
  if (filter.quality !== '' && standingOf(point.point_id) !== filter.quality) return false;
  if (wanted.length > 0 && !wanted.includes(standingOf(point.point_id))) return false;
  return isFound(query, findablePoint(point, device));
}

const STANDINGS = ['good', 'uncertain', 'bad', 'stale'];

/** Separates the words for a quality, such as "stale", from the words to find points by. */
function askedFor(text: string): { query: Query; wanted: readonly string[] } {
  const words = text.toLowerCase().split(/\s+/);
  return { query: queryOf(words.filter((word) => !STANDINGS.includes(word)).join(' ')), wanted: words.filter((word) => STANDINGS.includes(word)) };
}
