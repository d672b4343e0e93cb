// SPDX-License-Identifier: GPL-3.0-only
import { readFileSync, writeFileSync } from 'node:fs';
import mqtt, { type MqttClient } from 'mqtt';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { filterOf, linesOf, ORDERS, passing } from '../../src/alarms/lines';
import { Topics, type Identity } from '../../src/mqtt/topics';
import type { Alarm, AlarmRule } from '../../src/mqtt/wire';
import { launch } from '../ui/browser';
import { framesOf } from './frames';
import { Building, Gateway } from './processes';
import { Operator } from './rest';

/** Measures the page and the web port on this machine; nothing here passes or fails. `mvn -Pbench` runs it, and prints what it found. */
const OUT = process.env['BMS_WEB_BENCH'];
const HEAP_SECONDS = Number(process.env['BMS_HEAP_SECONDS'] ?? 600);
const figures: { name: string; value: number; unit: string; aim: string }[] = [];
function add(name: string, value: number, unit: string, aim = ''): void {
  figures.push({ name, value: Math.round(value * 100) / 100, unit, aim });
  console.log(`${name.padEnd(64)} ${value.toFixed(2).padStart(12)} ${unit} ${aim && `(aim ${aim})`}`);
}

let browser: Browser;
let building: Building;
let gateway: Gateway;
let operator: Operator;
let points: string[];
beforeAll(async () => {
  if (OUT === undefined) return;
  browser = await launch();
  building = await Building.start({ devices: 4, points: 25 });
  gateway = await Gateway.start(building, { BMS_POLLING_INTERVAL_SECONDS: '5' });
  operator = await Operator.signIn(gateway);
  await operator.discover(building.addresses);
  points = (await operator.call<{ points: { point_id: string }[] }>('GET', '/points')).points.map((each) => each.point_id);
});
afterAll(async () => {
  if (OUT !== undefined) writeFileSync(OUT, JSON.stringify(figures, null, 2));
  await browser?.close();
  await gateway?.stop();
  await building?.stop();
});

const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));
const nodesOf = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `n${i}`, type: 'point' as const, position: { x: (i % Math.ceil(Math.sqrt(count))) * 280, y: Math.floor(i / Math.ceil(Math.sqrt(count))) * 160 }, data: { point_id: points[i % points.length]! } }));

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ ...operator.cookie, url: `${gateway.url}/api`, httpOnly: true, sameSite: 'Strict' }]);
  return context.newPage();
}

function residentMb(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))![1]) / 1000;
}

function connect(): Promise<MqttClient> {
  return mqtt.connectAsync(`${gateway.url.replace('http', 'ws')}/mqtt`, { protocolVersion: 5, ...operator.login, reconnectPeriod: 0 });
}

/** Sends samples on points' own topics, so many a second, until stopped. */
async function flood(perSecond: number): Promise<() => Promise<void>> {
  const topics = new Topics(await operator.call<Identity>('GET', '/identity'));
  const client = await connect();
  let next = 0;
  const timer = setInterval(() => {
    for (let i = 0; i < perSecond / 20; i++, next++) {
      const point_id = points[next % points.length]!;
      const sample = { point_id, device_id: Number(point_id.split('.')[0]), value: 15 + (next % 97) / 10, quality: 'good', timestamp: new Date().toISOString(), max_age_seconds: 60 };
      client.publish(topics.point(point_id), JSON.stringify(sample), { qos: 0 });
    }
  }, 50);
  return async () => {
    clearInterval(timer);
    await client.endAsync();
  };
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 1e6;
}

test.skipIf(OUT === undefined)('load_firstLiveValueAndScripts', { timeout: 120_000 }, async () => {
  await operator.startOver({ nodes: nodesOf(20), edges: [] });
  add('gateway resident, 100 points every 5 s, web, no browser', residentMb(), 'MB', '200');
  const times: number[] = [];
  let bytes = 0;
  for (let run = 0; run < 5; run++) {
    const page = await newPage();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const scripts = new Set<string>();
    bytes = 0;
    session.on('Network.responseReceived', ({ requestId, response }) => response.url.endsWith('.js') && scripts.add(requestId));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => scripts.has(requestId) && (bytes += encodedDataLength));
    const start = performance.now();
    await page.goto(gateway.url, { waitUntil: 'commit' });
    await page.locator('.react-flow__node').getByText('good', { exact: true }).first().waitFor({ state: 'attached' });
    times.push(performance.now() - start);
    await page.locator('.react-flow__node').first().click();
    await page.getByRole('img', { name: /^Trend of/ }).locator('canvas').waitFor();
    await page.context().close();
  }
  add('first live value after loading, empty cache, median of 5', times.sort((a, b) => a - b)[2]! / 1000, 's', '1.5');
  add('scripts over the network, the chart among them', bytes / 1000, 'kB', '350');
});

test.skipIf(OUT === undefined)('frames_500NodesAnd1000UpdatesASecond', { timeout: 120_000 }, async () => {
  await operator.startOver({ nodes: nodesOf(500), edges: [] });
  const page = await newPage();
  await page.goto(gateway.url);
  await page.locator('.react-flow__node').getByText('good', { exact: true }).first().waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Show everything' }).click();
  const stop = await flood(1_000);
  await pause(5);
  await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel'] });
  await pause(10);
  const { p95, longest, frames } = framesOf((await browser.stopTracing()).toString());
  await stop();
  add('500 nodes, 1,000 updates a second: nodes drawn', await page.locator('.react-flow__node').count(), '');
  add('500 nodes, 1,000 updates a second: frames a second', frames / 10, '');
  add('500 nodes, 1,000 updates a second: script and layout a frame, p95', p95, 'ms', '8');
  add('500 nodes, 1,000 updates a second: longest task', longest, 'ms', '50');
  await page.context().close();
});

test.skipIf(OUT === undefined)('sockets_200ClientsAnd1000MessagesASecond', { timeout: 180_000 }, async () => {
  const before = residentMb();
  const clients: MqttClient[] = [];
  let heard = 0;
  for (let i = 0; i < 200; i++) {
    const client = await connect();
    client.on('message', () => heard++);
    await client.subscribeAsync('bench/all');
    clients.push(client);
  }
  const timer = setInterval(() => clients[0]!.publish('bench/all', 'x'.repeat(200), { qos: 0 }), 200);
  await pause(5);
  const first = heard;
  await pause(20);
  add('200 WebSocket clients: messages a second', (heard - first) / 20, '', '1,000');
  add('200 WebSocket clients: extra memory of the gateway', residentMb() - before, 'MB', '60');
  clearInterval(timer);
  await Promise.all(clients.map((client) => client.endAsync()));
});

test.skipIf(OUT === undefined)('alarms_10000LinesSortedAndFiltered', () => {
  const priorities = ['critical', 'high', 'medium', 'low'] as const;
  const all = Array.from({ length: 10_000 }, (_, i): Alarm => ({
    alarm_id: `${i % 300}.x${i}`, kind: 'rule', device_id: i % 300, priority: priorities[(i * 7) % 4]!, text: `sensor ${i} fails`, condition: 'present', occurrence: 1 + (i % 9),
    raised_at: new Date(1.7e12 + ((i * 7919) % 10_000) * 1_000).toISOString(), ack_required: i % 2 === 0, acknowledged: false, latched: false, chattering: false, seq: i, timestamp: '',
  }));
  const names = { device: (id: number) => `AHU-${id}`, point: (id: string) => id };
  let worst = 0;
  for (const { id: order } of ORDERS) {
    for (const text of ['', 'sensor 9']) {
      const start = performance.now();
      linesOf(passing(all, { ...filterOf(new URLSearchParams()), order, text }, names), true, new Set());
      worst = Math.max(worst, performance.now() - start);
    }
  }
  add('10,000 alarms: sorted, filtered and grouped, the slowest order', worst, 'ms', '100');
});

test.skipIf(OUT === undefined)('heap_sixTimesTheUsualRate', { timeout: (HEAP_SECONDS + 120) * 1_000 }, async () => {
  await operator.startOver({ nodes: nodesOf(100), edges: [] });
  const page = await newPage();
  await page.goto(gateway.url);
  await page.locator('.react-flow__node').getByText('good', { exact: true }).first().waitFor({ state: 'attached' });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  // 100 points every 5 s are 20 samples a second.
  const stop = await flood(120);
  await pause(20);
  const start = await heapMb(session);
  await pause(HEAP_SECONDS);
  add(`page's heap after ${HEAP_SECONDS} s at six times the rate, against its start`, (await heapMb(session)) - start, 'MB', '2');
  add('gateway resident at the end', residentMb(), 'MB');
  await stop();
  await page.context().close();
});

/** Makes so many alarms of each point, each by a rule of its own that its next sample breaks. */
async function raise(ofEach: number): Promise<string[]> {
  const priorities = ['critical', 'high', 'medium', 'low'] as const;
  const rules = points.flatMap((point_id, i) => Array.from({ length: ofEach }, (_, j): AlarmRule => ({
    name: `bench-${j}`, point_id, delay_seconds: 0, priority: priorities[(i + j) % 4]!, text: `sensor ${i * ofEach + j} fails`,
    ...(/analog/.test(point_id) ? { type: 'limits', high: -1e9 } : { type: 'state', states: Array.from({ length: 20 }, (_, k) => k) }),
  })));
  for (let from = 0; from < rules.length; from += 1_000) await operator.command('get_config', { discover: false, alarm_rules: rules.slice(from, from + 1_000) });
  return rules.map(({ name, point_id }) => `${point_id}.${name}`);
}

/** Changes ten of the alarms a second, until stopped. */
function change(alarmIds: readonly string[]): () => void {
  let next = 0;
  const timer = setInterval(() => void operator.call('POST', '/alarms/note', { note: 'bench', alarms: [{ alarm_id: alarmIds[next++ % alarmIds.length]! }] }).catch(() => undefined), 100);
  return () => clearInterval(timer);
}

test.skipIf(OUT === undefined)('frames_500NodesEachWithAnAlarm', { timeout: 180_000 }, async () => {
  const alarmIds = await raise(1);
  await operator.startOver({ nodes: nodesOf(500), edges: [] });
  const page = await newPage();
  await page.goto(gateway.url);
  await page.locator('.react-flow__node').getByRole('img', { name: /alarm: / }).nth(499).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Show everything' }).click();
  const stops = [await flood(1_000), change(alarmIds)];
  await pause(5);
  await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel'] });
  await pause(10);
  const { p95, longest, frames } = framesOf((await browser.stopTracing()).toString());
  for (const stop of stops) await stop();
  add('500 nodes with a badge each: badges drawn', await page.locator('.react-flow__node').getByRole('img', { name: /alarm: / }).count(), '');
  add('500 nodes with a badge each, 1,000 updates and 10 changed alarms a second: frames a second', frames / 10, '');
  add('500 nodes with a badge each: script and layout a frame, p95', p95, 'ms', '16');
  add('500 nodes with a badge each: longest task', longest, 'ms', '50');
  await page.context().close();
});

/** From the event by which the page takes a choice until the page was drawn with it, in ms. */
function drawnAfter(page: Page, control: string, value: string): Promise<number> {
  return page.getByLabel(control, { exact: true }).evaluate(async (element, chosen) => {
    const select = element instanceof HTMLSelectElement;
    // Past what React remembers of the field, as if somebody had typed or chosen.
    Object.getOwnPropertyDescriptor(select ? HTMLSelectElement.prototype : HTMLInputElement.prototype, 'value')!.set!.call(element, chosen);
    const begun = performance.now();
    element.dispatchEvent(new Event(select ? 'change' : 'input', { bubbles: true }));
    await new Promise<void>((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    return performance.now() - begun;
  }, value);
}

test.skipIf(OUT === undefined)('console_10000Lines', { timeout: 300_000 }, async () => {
  const alarmIds = await raise(100);
  const page = await newPage();
  await page.goto(`${gateway.url}/#alarms`);
  await page.getByRole('button', { name: `Open ${alarmIds.length.toLocaleString('en')}` }).waitFor();
  await pause(10);
  const first = () => page.getByRole('tree', { name: 'Alarms' }).getByRole('treeitem').nth(1).textContent();
  const seen = new Set<string | null>();
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    for (const { id } of ORDERS) {
      times.push(await drawnAfter(page, 'Order', id));
      seen.add(await first());
    }
    for (const text of ['s', 'sensor', 'sensor 9', 'sensor 99', 'sensor 9', '']) {
      times.push(await drawnAfter(page, 'Search alarms', text));
      seen.add(await first());
    }
  }
  times.sort((a, b) => a - b);
  add('10,000 alarms on the page: another order or filter until it is drawn, median', times[times.length >> 1]!, 'ms', '100');
  add('10,000 alarms on the page: another order or filter until it is drawn, the slowest', times.at(-1)!, 'ms', '100');
  add('10,000 alarms on the page: different first lines seen by that', seen.size, '');
  const stop = change(alarmIds);
  await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel'] });
  await pause(10);
  const { longest } = framesOf((await browser.stopTracing()).toString());
  stop();
  add('10,000 alarms on the page, ten of them changed a second: longest task', longest, 'ms', '50');
  await page.context().close();
});
