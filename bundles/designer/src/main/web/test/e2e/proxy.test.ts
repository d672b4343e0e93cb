// SPDX-License-Identifier: GPL-3.0-only
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launch } from '../ui/browser';
import { choose, LIMIT_MS, panelOf, signIn } from './page';
import { Building, Gateway } from './processes';
import { Proxy, PROXY_HOST } from './proxies';
import { Operator } from './rest';

/** The built gateway behind the proxies of configs/proxy, as Debian has them, with TLS. */
let browser: Browser;
let building: Building;
let gateway: Gateway;
let operator: Operator;
let proxy: Proxy | undefined;
beforeAll(async () => {
  browser = await launch();
  building = await Building.start({ devices: 1 });
  gateway = await Gateway.start(building, { BMS_HTTP_NAMES: '', BMS_HTTP_TLS_ENDS_BEFORE: 'true' });
  operator = await Operator.signIn(gateway);
  await operator.discover(building.addresses);
  await operator.startOver();
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await building?.stop();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await proxy?.stop();
  proxy = undefined;
});

/** The page, signed in, of somebody who trusts the certificate. Its WebSockets are kept, each by its address and then by "closed". */
async function open(url: string): Promise<{ page: Page; context: BrowserContext; sockets: string[]; complaints: string[] }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  const sockets: string[] = [];
  const complaints: string[] = [];
  page.on('websocket', (socket) => {
    sockets.push(socket.url());
    socket.on('close', () => sockets.push('closed'));
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !/401/.test(message.text()) && complaints.push(message.text()));
  await page.goto(url);
  await signIn(page);
  return { page, context, sockets, complaints };
}

const SETPOINT = 'Zone 1 Temperature Setpoint';

/** All ways by which the page talks to the gateway: its files, signing in, /mqtt both ways, and REST. */
async function worksAt(url: string, written: string): Promise<void> {
  const { page, context, sockets, complaints } = await open(url);
  await choose(page, SETPOINT);
  const panel = panelOf(page);
  await panel.getByText('5 to 40 °C').waitFor();
  await panel.getByText('good', { exact: true }).first().waitFor();
  await panel.getByRole('textbox', { name: 'Value' }).fill(written);
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await panel.getByText(`Took effect, read back ${written} °C.`).waitFor();
  await panel.getByRole('img', { name: /^Trend of/ }).locator('canvas').waitFor();
  const path = new URL(url).pathname;
  expect(sockets).toEqual([`${url.replace('https', 'wss')}mqtt`]);
  const session = (await context.cookies()).filter((cookie) => cookie.domain === PROXY_HOST);
  expect(session.length).toBeGreaterThan(0);
  expect(session.every((cookie) => cookie.secure && cookie.httpOnly && cookie.path === `${path}api`), JSON.stringify(session)).toBe(true);
  await page.reload();
  await choose(page, SETPOINT);
  await panel.getByText(written, { exact: true }).first().waitFor();
  expect(complaints).toEqual([]);
}

/** Where the proxy's name leads, for whoever has no browser. */
const lookup: LookupFunction = (_, { all }, found) => (all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4));

/** A client of the session's over the proxy's WebSocket. */
function client(url: string, keepalive: number): MqttClient {
  return mqtt.connect(`${url.replace('https', 'wss')}mqtt`, {
    protocolVersion: 5, ...operator.login, keepalive, reconnectPeriod: 0, wsOptions: { ca: proxy!.certificate, lookup },
  });
}

/** How the WebSocket is answered to a page of this origin. */
function answerTo(origin: string, url: string): Promise<number> {
  const headers = { Origin: origin, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol': 'mqtt' };
  return new Promise((done, failed) => {
    const asked = request(`${url}mqtt`, { ca: proxy!.certificate, lookup, headers, agent: false });
    const answered = ({ statusCode = 0 }: IncomingMessage) => {
      asked.destroy();
      done(statusCode);
    };
    asked.once('response', answered).once('upgrade', answered).once('error', failed).end();
  });
}

async function letsInItsOwnPageOnly(url: string): Promise<void> {
  expect(await answerTo(new URL(url).origin, url)).toBe(101);
  expect(await answerTo('https://elsewhere.example', url)).toBe(403);
}

test('nginx_atTheRoot_page_signIn_values_writes', async () => {
  proxy = await Proxy.nginx('nginx.conf', gateway);
  await worksAt(proxy.urls[0]!, '21.5');
  await letsInItsOwnPageOnly(proxy.urls[0]!);
  const { port } = new URL(proxy.plainUrl!);
  const plain = await fetch(`http://127.0.0.1:${port}/some?thing`, { redirect: 'manual' });
  expect([plain.status, plain.headers.get('Location')]).toEqual([301, 'https://127.0.0.1/some?thing']);
});

test('nginx_belowAPath_page_signIn_values_writes', async () => {
  proxy = await Proxy.nginx('nginx-path.conf', gateway);
  const [url] = proxy.urls;
  await worksAt(url!, '22.5');
  await letsInItsOwnPageOnly(url!);
  const { page } = await open(url!.slice(0, -1));
  expect(page.url()).toBe(url);
});

test('caddy_atTheRootAndBelowAPath_page_signIn_values_writes', async () => {
  proxy = await Proxy.caddy(gateway);
  const [root, below] = proxy.urls;
  await worksAt(root!, '23.5');
  await worksAt(below!, '24.5');
  await letsInItsOwnPageOnly(below!);
  const { page } = await open(below!.slice(0, -1));
  expect(page.url()).toBe(below);
});

test('signIn_wrongFiveTimesFromElsewhere_theSixthWaitsAndSaysForHowLong', async () => {
  const context = await browser.newContext({ extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.7' } });
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  await page.goto(gateway.page);
  for (let i = 1; i <= 5; i++) {
    await signIn(page, 'wrong');
    await page.getByText('The name or the password is wrong. Try again.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('');
  }
  await signIn(page, 'wrong');
  await page.getByRole('alert').filter({ hasText: /Too many sign-ins failed.*Try again in \d+ s/ }).waitFor();
});

test('nginx_nothingSaidForLongerThanItWaits_pingsHoldTheConnection', async () => {
  proxy = await Proxy.nginx('nginx.conf', gateway, [['proxy_read_timeout 300s', 'proxy_read_timeout 3s']]);
  const [pinging, silent] = [client(proxy.urls[0]!, 1), client(proxy.urls[0]!, 60)];
  let pings = 0;
  pinging.on('packetreceive', ({ cmd }) => cmd === 'pingresp' && pings++);
  const closed = new Promise<void>((done) => silent.once('close', done));
  await new Promise<void>((done) => pinging.once('connect', () => done()));
  // Who says nothing is cut off, so it is the pings that hold the other.
  await closed;
  const then = pings;
  await expect.poll(() => pings).toBeGreaterThan(then + 4);
  expect(pinging.connected).toBe(true);
  pinging.end(true);
});

/** So long the page is left alone: `BMS_IDLE_MINUTES=10 npm run test:e2e -- proxy`. */
const IDLE_MINUTES = Number(process.env['BMS_IDLE_MINUTES'] ?? 0);

test.skipIf(IDLE_MINUTES === 0).each([
  ['nginx', () => Proxy.nginx('nginx-path.conf', gateway)],
  ['caddy', () => Proxy.caddy(gateway)],
] as const)('%s_pageLeftAlone_isLiveOnTheSameConnection', { timeout: (IDLE_MINUTES + 2) * 60_000 }, async (_, start) => {
  proxy = await start();
  const { page, sockets, complaints } = await open(proxy.urls[0]!);
  await choose(page, SETPOINT);
  await panelOf(page).getByText('good', { exact: true }).first().waitFor();
  await page.waitForTimeout(IDLE_MINUTES * 60_000);
  expect(sockets).toHaveLength(1);
  expect(await panelOf(page).getByText('good', { exact: true }).count()).toBeGreaterThan(0);
  await panelOf(page).getByRole('textbox', { name: 'Value' }).fill('20.5');
  await panelOf(page).getByRole('button', { name: 'Write', exact: true }).click();
  await panelOf(page).getByText('Took effect, read back 20.5 °C.').waitFor();
  expect(complaints).toEqual([]);
});
