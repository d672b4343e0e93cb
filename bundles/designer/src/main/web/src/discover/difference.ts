// SPDX-License-Identifier: GPL-3.0-only
import type { DiscoveredDevice } from '../mqtt/wire';

/** The names that were known before a scan. */
export interface Picture {
  devices: ReadonlyMap<number, string>;
  points: ReadonlyMap<string, string>;
}

export interface Difference {
  added: string[];
  removed: string[];
  renamed: { from: string; to: string }[];
}

export function pictureOf(site: { devices: ReadonlyMap<number, { name: string }>; points: ReadonlyMap<string, { name: string }> }): Picture {
  return {
    devices: new Map([...site.devices].map(([id, device]) => [id, device.name])),
    points: new Map([...site.points].map(([id, point]) => [id, point.name])),
  };
}

/**
 * What a scan changed. Only devices that answered count: one that is silent has not lost its points.
 *
 * @param complete whether every object list was read to its end; if not, a missing point is not reported as removed
 */
export function compare(before: Picture, found: readonly DiscoveredDevice[], complete: boolean): Difference {
  const difference: Difference = { added: [], removed: [], renamed: [] };
  for (const device of found) {
    const was = before.devices.get(device.device_id);
    if (was === undefined) {
      difference.added.push(device.name);
      continue;
    }
    if (was !== device.name) difference.renamed.push({ from: was, to: device.name });
    comparePoints(before, device, complete, difference);
  }
  return difference;
}

/** The differences of a scan and of its retry, joined. */
export function together(one: Difference | undefined, other: Difference): Difference {
  if (one === undefined) return other;
  return { added: [...one.added, ...other.added], removed: [...one.removed, ...other.removed], renamed: [...one.renamed, ...other.renamed] };
}

function comparePoints(before: Picture, device: DiscoveredDevice, complete: boolean, difference: Difference): void {
  const now = new Set(device.objects.map((object) => object.point_id));
  for (const object of device.objects) {
    const was = before.points.get(object.point_id);
    if (was === undefined) difference.added.push(`${object.name} of ${device.name}`);
    else if (was !== object.name) difference.renamed.push({ from: was, to: object.name });
  }
  if (!complete) return;
  const prefix = `${device.device_id}.`;
  for (const [pointId, name] of before.points) {
    if (pointId.startsWith(prefix) && !now.has(pointId)) difference.removed.push(`${name} of ${device.name}`);
  }
}
