// SPDX-License-Identifier: GPL-3.0-only
import type { DeviceInfo, PointInfo } from '../api';
import { objectTypeOf } from '../flow/model';
import { deviceOf } from '../mqtt/topics';
import type { SitePart } from '../mqtt/wire';

export interface ToldSite {
  devices: DeviceInfo[];
  points: PointInfo[];
  commands: SitePart['commands'];
  highestPriority: number;
}

/** Puts together what an uplink tells of its site: parts of one document make it, and what an earlier one has left is none of it. */
export class SiteDocument {
  readonly #parts = new Map<string, SitePart>();

  /** @returns the site, once all parts of the document that this one is of are there */
  put(part: SitePart): ToldSite | undefined {
    this.#parts.set(String(part.part), part);
    const whole: SitePart[] = [];
    for (let i = 0; i < part.parts; i++) {
      const other = this.#parts.get(String(i));
      if (other === undefined || other.document_id !== part.document_id) return undefined;
      whole.push(other);
    }
    return siteOf(whole);
  }
}

/** What a point's id says by itself. */
export function idsOf(pointId: string): { device_id: number; object_type: string; instance: number } {
  return { device_id: Number(deviceOf(pointId)), object_type: objectTypeOf(pointId), instance: Number(pointId.slice(pointId.lastIndexOf('.') + 1)) };
}

function siteOf(parts: readonly SitePart[]): ToldSite {
  const devices = new Map<number, DeviceInfo>();
  const points: PointInfo[] = [];
  for (const { points: told, ...device } of parts.flatMap((part) => part.devices)) {
    devices.set(device.device_id, { ...device, ip_address: '', port: 0, reachable: true });
    for (const point of told) points.push({ ...point, ...idsOf(point.point_id) });
  }
  return { devices: [...devices.values()], points, commands: parts[0]!.commands, highestPriority: parts[0]!.write_highest_priority };
}
