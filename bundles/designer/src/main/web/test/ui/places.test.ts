// SPDX-License-Identifier: GPL-3.0-only
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fixture, FixtureOptions } from '../../dev/server.mjs';
import { launch, openPage } from './browser';
import { startFixture } from './fixture';

/** The page at other people's addresses, and in other people's browsers. */
let browser: Browser;
let fixture: Fixture | undefined;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fixture?.stop();
  fixture = undefined;
});

const setpoint = (page: Page) => page.getByRole('treeitem').filter({ hasText: 'Supply Air Setpoint' }).first();

/** From signing in to a value that was written: all ways that the page talks to the gateway. */
async function worksAt(url: string): Promise<Page> {
  const { page, complaints } = await openPage(browser, url);
  await setpoint(page).getByText('17.5 °C').waitFor();
  await setpoint(page).click();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByLabel('Value', { exact: true }).fill('19.5');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await panel.getByText('Took effect, read back 19.5 °C.').waitFor();
  await panel.getByRole('img', { name: /^Trend of/ }).locator('canvas').waitFor();
  await page.getByRole('tab', { name: 'Discover' }).click();
  await page.getByRole('button', { name: 'Use the demo building' }).click();
  await page.getByRole('button', { name: 'Discover', exact: true }).click();
  await page.getByText(/^Found 3 devices/).waitFor();
  expect(complaints).toEqual([]);
  return page;
}

async function start(options: FixtureOptions = {}): Promise<Fixture> {
  return (fixture = await startFixture({ discoveryMs: 20, ...options }));
}

test('page_byNameWithoutASecureContext_works', async () => {
  const { port } = await start();
  const page = await worksAt(`http://bms.test:${port}/`);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
});

test('page_byIpv6_works', async () => {
  const { url } = await start({ host: '::1' });
  expect(url).toContain('[::1]');
  await worksAt(url);
});

test('page_belowAPath_works', async () => {
  const { port } = await start({ prefix: '/bms' });
  const page = await worksAt(`http://bms.test:${port}/bms/`);
  await page.reload();
  await setpoint(page).getByText('19.5 °C').waitFor();
});

test('page_storageBlocked_works', async () => {
  const { url } = await start();
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const refuse = { get: () => { throw new DOMException('The operation is insecure.', 'SecurityError'); } };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, refuse);
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page.getByLabel('Password', { exact: true }).fill('bms');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await setpoint(page).getByText('17.5 °C').waitFor();
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByLabel('Appearance').selectOption('dark');
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  expect(complaints).toEqual([]);
});

/** Has Chromium forget what is younger than the oldest browsers of docs/designer.md, or secure contexts only. */
function forgetTheYoung(): void {
  const gone: [object, string[]][] = [
    [AbortSignal, ['any', 'timeout']],
    [Promise, ['withResolvers', 'try']],
    [Object, ['groupBy']],
    [Map, ['groupBy']],
    [Array, ['fromAsync']],
    [URL, ['canParse', 'parse']],
    [Set.prototype, ['union', 'intersection', 'difference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom', 'symmetricDifference']],
    [Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object, ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find']],
    [String.prototype, ['isWellFormed', 'toWellFormed']],
    [Element.prototype, ['checkVisibility', 'setHTMLUnsafe', 'getHTML', 'moveBefore']],
    [Crypto.prototype, ['randomUUID', 'subtle']],
    [Navigator.prototype, ['clipboard', 'locks', 'serviceWorker', 'userAgentData', 'storage']],
    [window, ['requestIdleCallback', 'scheduler', 'caches', 'cookieStore', 'navigation', 'CloseWatcher']],
  ];
  for (const [owner, names] of gone) for (const name of names) Reflect.deleteProperty(owner, name);
}

test('page_inABrowserOfThreeYearsAgo_works', async () => {
  const { port } = await start();
  browser.contexts().forEach((context) => void context.close());
  const young = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await young(options);
    await context.addInitScript(forgetTheYoung);
    return context;
  };
  try {
    const page = await worksAt(`http://bms.test:${port}/`);
    expect(await page.evaluate(() => 'any' in AbortSignal)).toBe(false);
  } finally {
    browser.newContext = young;
  }
});

test('page_inAnOlderBrowser_isASentence', async () => {
  const { url } = await start();
  const page = await browser.newPage();
  await page.addInitScript(() => Reflect.deleteProperty(Array.prototype, 'findLastIndex'));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  await page.getByText('This browser is too old for the Designer').waitFor();
  expect(asked.filter((each) => each.includes('/api/'))).toEqual([]);
});

test('page_whoseScriptIsMissing_saysSo', async () => {
  const { url } = await start();
  const page = await browser.newPage();
  await page.route('**/assets/index-*.js', (route) => route.abort());
  await page.goto(url);
  await page.getByText('The Designer cannot be shown').waitFor();
});

test('broker_refusesThisPage_inTheWordsOfTheGateway', async () => {
  const { url } = await start({ refuses: 'The proxy hides the address that this page was loaded from; have it send X-Forwarded-Host.' });
  const { page } = await openPage(browser, url);
  await page.getByText('The gateway refuses this page: The proxy hides the address that this page was loaded from; have it send X-Forwarded-Host.').waitFor();
  expect(await page.getByText('MQTT broker fails').count()).toBe(0);
});

test('session_refused_inTheWordsOfTheGateway', async () => {
  const { url } = await start();
  const page = await browser.newPage();
  await page.route('**/api/session', (route) => (route.request().method() === 'POST' ? route.fulfill({ status: 403, contentType: 'text/plain', body: 'The host bms.example is not allowed here.' }) : route.fallback()));
  await page.goto(url);
  await page.getByLabel('Password', { exact: true }).fill('bms');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The host bms.example is not allowed here.').waitFor();
});

/** Spellings of what older browsers, or pages without a secure context, do not have. A call behind a test of its presence is no reason to add it here. */
const TOO_YOUNG = [
  /AbortSignal\.(any|timeout)\(/, /\.randomUUID\(/, /\.subtle\b/, /navigator\.(clipboard|locks|serviceWorker|storage)\b/, /\.to(Sorted|Reversed|Spliced)\(/, /Promise\.(withResolvers|try)\(/,
  /(Object|Map)\.groupBy\(/, /Array\.fromAsync\(/, /URL\.(canParse|parse)\(/, /\.symmetricDifference\(/, /\.isWellFormed\(/, /\.showPopover\(/, /\.checkVisibility\(/,
];
const TOO_YOUNG_STYLE = [/:has\(/, /light-dark\(/, /@starting-style/, /@scope\b/, /text-wrap:/, /\banchor-name:/, /@property\b/, /round\(/];

test('bundle_usesNothingThatOlderBrowsersLack', () => {
  const assets = `${process.env['DESIGNER_DIST'] ?? fileURLToPath(new URL('../../dist/', import.meta.url))}/assets/`;
  const found = readdirSync(assets).flatMap((name) => {
    const rules = name.endsWith('.js') ? TOO_YOUNG : name.endsWith('.css') ? TOO_YOUNG_STYLE : [];
    return rules.flatMap((rule) => rule.exec(readFileSync(assets + name, 'utf8'))?.map((hit) => `${name}: ${hit}`) ?? []);
  });
  expect(found).toEqual([]);
});
