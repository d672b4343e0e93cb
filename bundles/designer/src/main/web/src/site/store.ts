// SPDX-License-Identifier: GPL-3.0-only
import { create } from 'zustand';
import { api, ApiError, type DeviceInfo, type PointInfo } from '../api';
import { isHeard, points as values } from '../gateway';
import { MANY_POINTS } from '../mqtt/client';
import type { DiscoveredDevice } from '../mqtt/wire';
import { noteAllHeld } from '../points/writes';
import { prepareSearch } from '../search';

/** Which devices and points there are; their values are elsewhere. */
interface SiteState {
  loaded: boolean;
  failure: string | undefined;
  devices: ReadonlyMap<number, DeviceInfo>;
  points: ReadonlyMap<string, PointInfo>;
  /** By device, in the order of the tree. */
  pointsOf: ReadonlyMap<number, readonly PointInfo[]>;
}

export const useSite = create<SiteState>(() => ({ loaded: false, failure: undefined, devices: new Map(), points: new Map(), pointsOf: new Map() }));

const LOAD_AGAIN_AFTER_MS = 3_000;
let again: ReturnType<typeof setTimeout> | undefined;

/** Asks until the gateway answers; what was known stays in the meantime. */
export async function loadSite(): Promise<void> {
  clearTimeout(again);
  try {
    const [devices, points] = await Promise.all([api.devices(), api.points()]);
    noteAllHeld(points);
    putSite(devices, points);
    showLatest();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    useSite.setState({ failure: error.message });
    if (error.status !== 401) again = setTimeout(() => void loadSite(), LOAD_AGAIN_AFTER_MS);
  }
}

/** Takes what the gateway read last of each point as its value, where nothing newer has come. */
export function showLatest(): void {
  const { points } = useSite.getState();
  for (const { point_id, device_id, latest } of points.values()) {
    // Of a large site, what is not heard would stay as it is.
    if (latest !== undefined && (points.size <= MANY_POINTS || isHeard(point_id))) values.accept({ point_id, device_id, ...latest });
  }
}

/** Adds what a discovery found, before the gateway is asked for the whole site again. */
export function addDiscovered(found: readonly DiscoveredDevice[]): void {
  const state = useSite.getState();
  const devices = new Map(state.devices);
  const points = new Map(state.points);
  for (const { objects, ...device } of found) {
    devices.set(device.device_id, { ...device, reachable: true });
    for (const object of objects) points.set(object.point_id, { ...points.get(object.point_id), ...object, device_id: device.device_id });
  }
  putSite([...devices.values()], [...points.values()]);
}

/** Takes which devices and points there are, from wherever that is known. */
export function putSite(devices: readonly DeviceInfo[], points: readonly PointInfo[]): void {
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  const pointsOf = new Map<number, PointInfo[]>();
  for (const point of points) {
    const held = pointsOf.get(point.device_id);
    if (held === undefined) pointsOf.set(point.device_id, [point]);
    else held.push(point);
  }
  for (const held of pointsOf.values()) held.sort((a, b) => byName(a.object_type, b.object_type) || a.instance - b.instance);
  useSite.setState({
    loaded: true,
    failure: undefined,
    devices: new Map([...devices].sort((a, b) => byName(a.name, b.name)).map((device) => [device.device_id, device])),
    points: new Map(points.map((point) => [point.point_id, point])),
    pointsOf,
  });
  prepareSearch(points);
}

/** Another one is about to be shown. */
export function noSite(): void {
  clearTimeout(again);
  putSite([], []);
  useSite.setState({ loaded: false });
}

export function usePointInfo(pointId: string): PointInfo | undefined {
  return useSite((state) => state.points.get(pointId));
}

export function useDeviceInfo(deviceId: number | undefined): DeviceInfo | undefined {
  return useSite((state) => (deviceId === undefined ? undefined : state.devices.get(deviceId)));
}
