// SPDX-License-Identifier: GPL-3.0-only
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { discover, retryFailed, useDiscover } from '../../src/discover/store';
import type { ConfigResponse, DiscoveredDevice, Progress } from '../../src/mqtt/wire';
import { useSite } from '../../src/site/store';
import { LONG } from './patience';

type Options = { onPart: (part: ConfigResponse) => void };
const played = vi.hoisted(() => ({ parts: [] as unknown[], during: () => undefined as void, progress: (() => undefined) as (progress: unknown) => void }));
vi.mock('../../src/gateway', async () => {
  const { create } = await import('zustand');
  return {
    useGateway: create(() => ({ connection: { phase: 'connected' }, status: undefined })),
    command: async (_: string, __: object, { onPart }: Options) => {
      played.during();
      for (const part of played.parts) onPart(part as ConfigResponse);
      return played.parts.at(-1);
    },
    watchProgress: (_: string, listener: (progress: unknown) => void) => {
      played.progress = listener;
      return () => undefined;
    },
    inWords: String,
  };
});

const device = (id: number, instances: number[]): DiscoveredDevice => ({
  device_id: id, ip_address: `10.0.0.${id}`, port: 47808, name: `AHU-${id}`, vendor_name: '', model_name: '',
  objects: instances.map((instance) => ({ object_type: 'analogInput', instance, point_id: `${id}.analogInput.${instance}`, name: `T${instance}`, writable: false })),
});
const part = (number: number, discovered_devices: DiscoveredDevice[], more: object = {}) => ({ command_id: 'c', status: 'success', completed: false, timestamp: '', part: number, discovered_devices, ...more });
const state = () => useDiscover.getState();

let known: DiscoveredDevice[];

beforeEach(() => {
  vi.useFakeTimers();
  played.during = () => undefined;
  known = [];
  vi.stubGlobal('fetch', async (path: string) => Response.json(path === 'api/devices' ? { devices: known } : { points: known.flatMap((each) => each.objects.map((object) => ({ ...object, device_id: each.device_id }))) }));
  useSite.setState({ devices: new Map(), points: new Map(), pointsOf: new Map() });
});
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('discover_partsThatComeAgainAfterAReconnect_countOnce', async () => {
  const parts = [part(1, [device(1, [1, 2])]), part(2, [device(1, [3])])];
  played.parts = [...parts, ...parts, part(3, [], { completed: true })];
  await discover({});
  expect(state().outcome?.message).toBe('Found 1 device with 3 points.');
});

/** What the tree knows already. */
function know(...devices: DiscoveredDevice[]): void {
  known = devices;
  useSite.setState({
    devices: new Map(devices.map((each) => [each.device_id, { ...each, reachable: true }])),
    points: new Map(devices.flatMap((each) => each.objects.map((object) => [object.point_id, { ...object, device_id: each.device_id }]))),
  });
}

test.each([
  ['whole', {}, [1, 2], ['T2 of AHU-1']],
  ['partial', { status: 'partial' }, [1, 2], []],
  ['timeout', { status: 'timeout' }, [1, 2], []],
  ['with a part lost', {}, [1, 3], []],
])('discover_%s_saysWhatIsRemovedOnlyIfAllCame', async (_, more, numbers, removed) => {
  know(device(1, [1, 2]));
  played.parts = [part(numbers[0]!, [device(1, [1])]), part(numbers[1]!, [], { completed: true, ...more })];
  await discover({});
  expect(state().difference?.removed).toEqual(removed);
});

test('discover_whileItRuns_collectsTheNamesThatComeUp', async () => {
  played.parts = [part(1, [], { completed: true })];
  played.during = () => ['', '10.0.0.1:47808', 'Device 7', 'AHU-1, 12 of 3,563 objects', 'Device 8, 1 of 2 objects', 'AHU-1, 1,200 of 3,563 objects', 'AHU-1', 'AHU-2, roof'].forEach((current_device) => played.progress({ current_device } as Progress));
  await discover({});
  expect(state().heard).toEqual(['AHU-1', 'AHU-2, roof']);
});

test('retryFailed_keepsWhatTheFirstRunFound', async () => {
  const unreachable = [{ ip_address: '10.0.0.2', code: 'device_timeout', message: '' }];
  know(device(1, []), device(2, []));
  played.parts = [part(1, [device(1, [1])]), part(2, [], { completed: true, status: 'timeout', unreachable })];
  await discover({ ip_addresses: ['10.0.0.1', '10.0.0.2'] });
  played.parts = [part(1, [device(2, [1])]), part(2, [], { completed: true })];
  retryFailed();
  await vi.waitUntil(() => state().difference?.added.length === 2, LONG);
  expect(state()).toMatchObject({ found: [{ device_id: 1 }, { device_id: 2 }], unreachable: [], outcome: { message: 'Found 1 device with 1 point.' } });
  expect(state().difference?.added).toEqual(['T1 of AHU-1', 'T1 of AHU-2']);
});
