import type { DeviceInfo, PointInfo } from '../api';
import type { Standing } from '../points/live';
import { unitSymbol } from '../units';

export interface Filter {
  text: string;
  type: string;
  unit: string;
  quality: Standing | '';
}

export const NO_FILTER: Filter = { text: '', type: '', unit: '', quality: '' };

export type Row = { kind: 'device'; device: DeviceInfo; open: boolean; shown: number } | { kind: 'point'; point: PointInfo };

/** The tree as rows: devices with what is in them, of what passes the filter. */
export function rowsOf(
  devices: Iterable<DeviceInfo>,
  pointsOf: ReadonlyMap<number, readonly PointInfo[]>,
  filter: Filter,
  closed: ReadonlySet<number>,
  standingOf: (pointId: string) => Standing,
): Row[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const filtering = isFiltering(filter);
  const rows: Row[] = [];
  for (const device of devices) {
    const all = pointsOf.get(device.device_id) ?? [];
    const about = `${device.name} ${device.device_id} ${device.ip_address}`.toLowerCase();
    const passing = filtering ? all.filter((point) => passes(point, about, words, filter, standingOf)) : all;
    if (filtering && passing.length === 0) continue;
    const open = !closed.has(device.device_id);
    rows.push({ kind: 'device', device, open, shown: passing.length });
    if (open) for (const point of passing) rows.push({ kind: 'point', point });
  }
  return rows;
}

export function isFiltering(filter: Filter): boolean {
  return filter.text.trim() !== '' || filter.type !== '' || filter.unit !== '' || filter.quality !== '';
}

function passes(point: PointInfo, device: string, words: readonly string[], filter: Filter, standingOf: (pointId: string) => Standing): boolean {
  if (filter.type !== '' && point.object_type !== filter.type) return false;
  if (filter.unit !== '' && point.units !== filter.unit) return false;
  if (filter.quality !== '' && standingOf(point.point_id) !== filter.quality) return false;
  if (words.length === 0) return true;
  const text = `${point.name} ${point.description ?? ''} ${point.point_id} ${point.units ?? ''} ${unitSymbol(point.units)} ${point.writable ? 'writable' : ''} ${device}`.toLowerCase();
  return words.every((word) => text.includes(word) || standingOf(point.point_id) === word);
}
