// SPDX-License-Identifier: GPL-3.0-only
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { readConfig } from '../../src/fleet/config';
import { SiteDocument } from '../../src/fleet/siteDocument';
import { identityOf, keyOf, linesOf, stateOf, type SiteEntry } from '../../src/fleet/standing';
import { FleetClient } from '../../src/mqtt/fleet';
import { Topics, type Identity } from '../../src/mqtt/topics';
import type { GatewayStatus, SitePart } from '../../src/mqtt/wire';
import { FakeBroker } from './fakes';

const RIVERSIDE: Identity = { organization_id: 'acme', site_id: 'riverside', iot_device_id: 'gw-1' };
const SILENT_MS = 60_000;

function entry(site_id: string, more: Partial<SiteEntry> = {}, status: Partial<GatewayStatus> = {}): SiteEntry {
  return { identity: { ...RIVERSIDE, site_id }, status: { status: 'online', boot_id: 'b', ...status }, newest: undefined, ...more };
}

test('readConfig_asAGatewayHasIt_isNoFleet', () => {
  vi.stubGlobal('document', { baseURI: 'https://sites.example.org/designer/' });
  expect(readConfig({})).toBeUndefined();
  expect(readConfig(null)).toBeUndefined();
  expect(readConfig({ broker: 'mqtt', prefix: 'a/b/', silent_seconds: 60 })).toEqual({ broker: 'wss://sites.example.org/designer/mqtt', prefix: 'a/b', silentMs: 60_000 });
  expect(readConfig({ broker: 'wss://broker.example.org/ws' })).toEqual({ broker: 'wss://broker.example.org/ws', prefix: 'iot/global', silentMs: 1_800_000 });
  vi.unstubAllGlobals();
});

test('stateOf_saysWhatIsWrong', () => {
  const now = 1_000_000;
  const state = (of: SiteEntry, since = now) => stateOf(of, now, since, SILENT_MS);
  expect(state(entry('a'))).toBe('online');
  expect(state(entry('a'), now - SILENT_MS - 1)).toBe('silent');
  expect(state(entry('a', { newest: now - SILENT_MS }), 0)).toBe('online');
  expect(state(entry('a', { newest: now - SILENT_MS - 1 }))).toBe('silent');
  expect(state(entry('a', {}, { status: 'offline' }))).toBe('offline');
  expect(state(entry('a', {}, { problems: [{ code: 'x', message: 'x', since: '' }] }))).toBe('problems');
  expect(state(entry('a', { status: undefined }))).toBe('unknown');
});

test('linesOf_theWorstFirst_thenByName_withAllWords', () => {
  const sites = [entry('site-10'), entry('site-9'), entry('away', {}, { status: 'offline' }), entry('late', { newest: 1 })];
  const keys = (text: string) => linesOf(sites, text, 100_000, 100_000, SILENT_MS).map(({ entry: { identity } }) => identity.site_id);
  expect(keys('')).toEqual(['away', 'late', 'site-9', 'site-10']);
  expect(keys('GW-1 site')).toEqual(['site-9', 'site-10']);
});

test('identityOf_isWhatKeyOfMade', () => {
  expect(identityOf(keyOf(RIVERSIDE))).toEqual(RIVERSIDE);
  for (const wrong of ['', 'a/b', 'a//c', 'a/b/c/d']) expect(identityOf(wrong)).toBeUndefined();
});

test('siteDocument_isThereWithItsLastPart_andLeavesOutWhatAnEarlierOneLeft', () => {
  const part = (document_id: string, no: number, parts: number, name: string): SitePart => ({
    document_id, part: no, parts, commands: 'write', write_highest_priority: 9,
    devices: [{ device_id: 1001, name: 'AHU-1', vendor_name: 'v', model_name: 'm', points: [{ point_id: `1001.analogInput.${no}`, name, writable: false }] }],
  });
  const document = new SiteDocument();
  expect(document.put(part('old', 1, 2, 'old'))).toBeUndefined();
  expect(document.put(part('new', 0, 2, 'first'))).toBeUndefined();
  const told = document.put(part('new', 1, 2, 'second'));
  expect(told?.points.map(({ name, device_id, object_type, instance }) => [name, device_id, object_type, instance])).toEqual([['first', 1001, 'analogInput', 0], ['second', 1001, 'analogInput', 1]]);
  expect(told?.devices).toHaveLength(1);
  expect([told?.commands, told?.highestPriority]).toEqual(['write', 9]);
  expect(document.put(part('smaller', 0, 1, 'only'))?.points.map(({ name }) => name)).toEqual(['only']);
});

test('siteDocument_readsTheGoldenFile', () => {
  const golden = JSON.parse(readFileSync(new URL('../../../../../../wire/src/test/resources/golden/site.json', import.meta.url), 'utf8')) as SitePart;
  const told = new SiteDocument().put(golden);
  expect(told?.points[0]).toMatchObject({ point_id: '1001.analogInput.1', name: 'AI 1', units: 'degreesCelsius', cov_increment: 0.5 });
  expect(told?.commands).toBe('read');
});

test('fleetClient_tellsOfAllGateways_andIgnoresWhatIsNone', async () => {
  const broker = new FakeBroker();
  const told: unknown[] = [];
  const client = new FleetClient('cloud/x', broker.open, async () => ({ user: 'u', password: 'p' }), {
    connection: () => undefined,
    status: (identity, status) => told.push([identity.site_id, status.status]),
    heard: (identity, newest) => told.push([identity.site_id, newest]),
  });
  client.start();
  await Promise.resolve();
  broker.up();
  expect(broker.topics()).toEqual(['cloud/x/+/+/+/status/update', 'cloud/x/+/+/+/bulk']);
  broker.send('cloud/x/acme/riverside/gw-1/status/update', { status: 'online' }, { retain: true });
  broker.send('cloud/x/acme/hilltop/gw-1/bulk', { points: [{ timestamp: '2026-01-31T08:15:00.000Z' }, { timestamp: '2026-01-31T08:14:00.000Z' }] });
  for (const payload of ['', '[]', 'null', '{"points":[]}', '{"points":[{}]}']) broker.send('cloud/x/acme/hilltop/gw-1/bulk', payload);
  broker.send('cloud/acme', { status: 'online' });
  expect(told).toEqual([['riverside', 'online'], ['hilltop', Date.parse('2026-01-31T08:15:00.000Z')]]);
  client.stop();
});

test('topics_ofAnUplink_lieBelowItsPrefix', () => {
  expect(new Topics(RIVERSIDE, 'cloud/x').site).toBe('cloud/x/acme/riverside/gw-1/site/+');
});

test('fleetClient_stoppedWhenItIsToldOfAFailure_triesNoMore', async () => {
  vi.useFakeTimers();
  const broker = new FakeBroker();
  const client = new FleetClient('x', broker.open, async () => ({ user: 'u', password: 'wrong' }), {
    connection: ({ phase }) => phase === 'waiting' && client.stop(),
    status: () => undefined,
    heard: () => undefined,
  });
  client.start();
  await vi.advanceTimersByTimeAsync(0);
  broker.down('Connection refused: Not authorized');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(broker.logins).toHaveLength(1);
  vi.useRealTimers();
});
