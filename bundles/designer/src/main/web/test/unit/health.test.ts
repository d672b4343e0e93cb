// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceInfo, PointInfo } from '../../src/api';
import type { Live } from '../../src/points/live';
import { putSite, showLatest } from '../../src/site/store';
import { useHealth } from '../../src/tree/health';

const told = vi.hoisted(() => ({
  values: new Map<string, Partial<Live>>(),
  accepted: [] as string[],
  heard: new Set<string>(),
  alarms: [] as object[],
}));
vi.mock('../../src/gateway', () => ({
  points: { subscribeAll: () => undefined, get: (id: string) => told.values.get(id), accept: ({ point_id }: { point_id: string }) => void told.accepted.push(point_id) },
  alarms: { subscribe: () => undefined, view: { get all() { return told.alarms; } } },
  isHeard: (id: string) => told.heard.has(id),
}));

const GOOD = { value: 1, quality: 'good', stale: false } as const;
const device = (device_id: number): DeviceInfo => ({ device_id, ip_address: '', port: 0, name: `D${device_id}`, vendor_name: '', model_name: '', reachable: true });
const point = (of: number, instance: number): PointInfo => ({
  point_id: `${of}.analogInput.${instance}`, device_id: of, object_type: 'analogInput', instance, name: '', writable: false, latest: { value: 1, quality: 'good', timestamp: '2026-01-01T00:00:00.000Z' },
});

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(told, { values: new Map(), accepted: [], heard: new Set(), alarms: [] });
});
afterEach(() => void vi.useRealTimers());

test('health_isOfWhatIsHeard_orElseOfTheAlarmThatADeviceIsSilent', () => {
  for (const id of ['1.analogInput.1', '1.analogInput.2', '2.analogInput.1', '3.analogInput.1', '4.analogInput.1']) told.values.set(id, GOOD);
  told.values.set('1.analogInput.2', { ...GOOD, quality: 'bad', value: null });
  told.heard = new Set(['1.analogInput.1', '4.analogInput.1']);
  told.alarms = [
    { kind: 'device_silent', condition: 'present', device_id: 2 }, { kind: 'device_silent', condition: 'gone', device_id: 3 }, { kind: 'rule', condition: 'present', device_id: 3 },
    // What is heard is newer than the alarm, which ends a while later.
    { kind: 'device_silent', condition: 'present', device_id: 4 },
  ];
  putSite([1, 2, 3, 4].map(device), [point(1, 1), point(1, 2), point(2, 1), point(3, 1), point(4, 1)]);
  vi.advanceTimersByTime(1_000);
  expect(useHealth.getState().devices).toEqual({ 1: 'good', 2: 'bad', 3: 'none', 4: 'good' });
  told.heard.add('1.analogInput.2');
  putSite([device(1)], [point(1, 1), point(1, 2)]);
  vi.advanceTimersByTime(1_000);
  expect(useHealth.getState().devices).toEqual({ 1: 'uncertain' });
});

test('showLatest_ofALargeSite_takesWhatIsHeardOnly', () => {
  putSite([device(1)], Array.from({ length: 2_000 }, (_, i) => point(1, i)));
  showLatest();
  expect(told.accepted).toHaveLength(2_000);
  told.accepted = [];
  told.heard.add('1.analogInput.7');
  putSite([device(1)], Array.from({ length: 2_001 }, (_, i) => point(1, i)));
  showLatest();
  expect(told.accepted).toEqual(['1.analogInput.7']);
});
