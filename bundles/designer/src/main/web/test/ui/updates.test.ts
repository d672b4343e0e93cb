// SPDX-License-Identifier: GPL-3.0-only
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fixture } from '../../dev/server.mjs';
import { launch, openPage } from './browser';
import { seriousFaults, startFixture } from './fixture';

/** The page "Updates", as an admin uses it. */
const ID = '17-2f5c1a90';
let browser: Browser;
let fixture: Fixture;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fixture.stop();
});

async function openUpdates() {
  fixture = await startFixture();
  const opened = await openPage(browser, fixture.url, {});
  await opened.page.getByRole('button', { name: /^Account of/ }).click();
  await opened.page.getByRole('link', { name: 'Updates' }).click();
  await opened.page.getByRole('heading', { name: 'The bundles of the distribution run' }).waitFor();
  return opened;
}

const choose = (page: Page, text: string, bytes = 100) =>
  page.getByLabel('A signed package').setInputFiles({ name: 'next.bmsu', mimeType: 'application/octet-stream', buffer: Buffer.from(text.padEnd(bytes, '.')) });
const current = (page: Page) => page.locator('[aria-current=step]').textContent();

test('package_isSentInPieces_shown_installed_andTakenBack', async () => {
  const { page, complaints } = await openUpdates();
  await page.getByText(/^16-9ab01c44: taken back: 12 of 120 points/).waitFor();
  await choose(page, 'good', 1_400_000);
  const plan = page.getByRole('group', { name: `The package ${ID}` });
  await plan.getByText('riverside plant (operator)').waitFor();
  for (const text of ['Version 0.1.1, release 17', 'bacnet 0.1.0 -> 0.1.1', 'Reading and writing pause for about a second.', 'Reads devices that answer slowly.']) await plan.getByText(text).waitFor();
  expect([fixture.rest.updates.size(), fixture.rest.updates.pieces()]).toEqual([1_400_000, 3]);
  expect(await seriousFaults(page)).toEqual([]);
  await plan.getByRole('button', { name: 'Install' }).click();
  await page.getByText('Bundles are stopped, replaced and started.').waitFor();
  expect(await current(page)).toBe('Bundles replaced');
  expect(await page.getByLabel('A signed package').count()).toBe(0);
  fixture.rest.updates.enter('gate', ['MQTT is not connected']);
  await page.getByText('MQTT is not connected').waitFor();
  expect(await current(page)).toBe('Compared with before');
  expect(await seriousFaults(page)).toEqual([]);
  fixture.rest.updates.end('in force');
  await page.getByRole('heading', { name: `${ID} is in force` }).waitFor();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText(`What was in force before ${ID} is put back; the same pauses as when it came.`).waitFor();
  await page.getByRole('button', { name: 'Keep' }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('What was before is put back. Reading and writing pause for about a second.').waitFor();
  await page.getByRole('heading', { name: 'The bundles of the distribution run' }).waitFor();
  const rows = page.getByRole('region', { name: 'History' }).getByRole('row');
  expect(await rows.count()).toBe(4);
  expect(await rows.nth(1).textContent()).toContain('taken back: by hand');
  expect(complaints).toEqual([]);
});

test('package_byKeysAlone_isInstalled', async () => {
  const { page } = await openUpdates();
  await choose(page, 'good');
  await page.getByRole('group', { name: `The package ${ID}` }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Version 0.1.1, release 17');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Bundles are stopped, replaced and started.').waitFor();
  fixture.rest.updates.enter('gate');
  const end = page.getByRole('button', { name: 'End the trial' });
  await end.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await end.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByText(`${ID}: taken back: by hand`).waitFor();
});

test('package_refused_saysWhy_andTheNextIsTaken', async () => {
  const { page, complaints } = await openUpdates();
  await choose(page, 'bad');
  await page.getByText('The package is cut off. Fetch it again from whoever made it.').waitFor();
  expect(await page.getByRole('button', { name: 'Install' }).count()).toBe(0);
  await choose(page, 'good');
  await page.getByRole('button', { name: 'Leave it' }).click();
  expect(await page.getByRole('button', { name: 'Install' }).count()).toBe(0);
  expect(complaints.filter((each) => !each.includes('422'))).toEqual([]);
});

test('line_brokenWhileSending_goesOn_andStops', async () => {
  const { page } = await openUpdates();
  let broken = 0;
  await page.route(/updates\/package\?offset=524288/, (route) => (broken++ === 0 ? route.abort() : route.fallback()));
  await choose(page, 'good', 1_400_000);
  await page.getByRole('button', { name: 'Install' }).waitFor();
  expect([broken, fixture.rest.updates.size()]).toEqual([2, 1_400_000]);
  await page.route(/updates\/package\?offset=0/, () => undefined);
  await choose(page, 'good', 1_400_000);
  await page.getByRole('progressbar', { name: 'Sending next.bmsu' }).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Stopped. Nothing has changed.').waitFor();
});

test('restart_isFollowedWhileTheGatewayIsAway', async () => {
  const { page } = await openUpdates();
  await choose(page, 'restart');
  await page.getByText('The gateway has to start anew').waitFor();
  await page.getByRole('button', { name: 'Install' }).click();
  await page.getByText('The gateway ends, and starts anew.').waitFor();
  await page.route('**/api/updates', (route) => route.abort());
  await page.getByText(/^The gateway does not answer just now, as while it starts anew\./).waitFor();
  expect(await current(page)).toBe('Gateway restarted');
  fixture.rest.updates.tryByStart();
  await page.unroute('**/api/updates');
  await page.getByText(`${ID} is on trial: the gateway has to become ready with it, and to stay so.`).waitFor();
  expect(await page.getByText('The gateway does not answer just now').count()).toBe(0);
  fixture.rest.updates.end('taken back: it was started 2 times and did not last');
  await page.getByText(`${ID}: taken back: it was started 2 times and did not last`).waitFor();
});

test('updates_ofAnIntegrator_areNotThere', async () => {
  fixture = await startFixture();
  const { page } = await openPage(browser, fixture.url, { user: 'integrator' });
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByText('Where you are signed in').waitFor();
  expect(await page.getByRole('link', { name: 'Updates' }).count()).toBe(0);
});
