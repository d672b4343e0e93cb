// SPDX-License-Identifier: GPL-3.0-only
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, openPage } from './browser';
import { startFixture } from './fixture';

/** Pictures of the main views, to be looked at: `SHOTS=folder npm run test:ui -- shots`. */
const FOLDER = process.env['SHOTS'];
let browser: Browser;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const row = (page: Page, name: string) => page.getByRole('treeitem').filter({ hasText: name }).first();
const VIEWS = [
  { width: 1280, height: 720, dark: false },
  { width: 1440, height: 900, dark: true },
  { width: 1440, height: 900, dark: false },
  { width: 820, height: 1180, dark: false },
];

test.skipIf(FOLDER === undefined).each(VIEWS)('shots_$width×$height dark=$dark', async (view) => {
  mkdirSync(FOLDER!, { recursive: true });
  const shot = (page: Page, name: string) => page.screenshot({ path: `${FOLDER}/${name}-${view.width}-${view.dark ? 'dark' : 'light'}.png` });
  const empty = await startFixture({ empty: true });
  const first = await openPage(browser, empty.url, view);
  await first.page.getByRole('button', { name: 'Use this identity' }).waitFor();
  await shot(first.page, 'first-run');
  await first.page.getByRole('button', { name: 'Use this identity' }).click();
  await first.page.getByRole('tab', { name: 'Discover' }).click();
  await first.page.getByRole('button', { name: 'Use the demo building' }).click();
  await first.page.getByRole('button', { name: 'Discover', exact: true }).click();
  await first.page.getByText('did not answer within').waitFor();
  await shot(first.page, 'discover');
  await first.page.context().close();
  await empty.stop();

  const fixture = await startFixture({ warnings: view.width === 1280 ? ['Port 3000 is open to the network without TLS; give a key store or put a proxy before it.'] : [] });
  const { page } = await openPage(browser, fixture.url, view);
  for (const name of ['Supply Air Temp', 'Supply Air Setpoint', 'Filter Status', 'Supply Air Static', 'Zone Temp', 'Mode']) await row(page, name).dblclick();
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await page.getByRole('button', { name: /^a−b/ }).or(page.getByRole('button', { name: /Calculation/ })).first().click();
  await shot(page, 'blocks');
  await page.getByLabel('Source of a of Calculation').focus();
  await page.getByLabel('Source of a of Calculation').selectOption({ label: 'Supply Air Temp' });
  await page.getByLabel('Source of b of Calculation').focus();
  await page.getByLabel('Source of b of Calculation').selectOption({ label: 'Supply Air Setpoint' });
  await page.getByRole('tab', { name: 'Points' }).click();
  await row(page, 'Supply Air Setpoint').click();
  await page.getByRole('button', { name: 'Auto-layout' }).click();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByRole('textbox', { name: 'Value' }).fill('18');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await panel.getByText('Took effect').waitFor();
  await page.waitForTimeout(3_000);
  await shot(page, 'canvas');
  await row(page, 'Supply Fan').click();
  await panel.getByText(/^(Running|Stopped) \d+ %/).first().waitFor();
  await panel.evaluate((element) => element.scrollTo(0, 480));
  await shot(page, 'states');
  await row(page, 'Flow Temp').click();
  await panel.getByText(/^min/).waitFor();
  await panel.getByText('Own span and axis').click();
  await panel.evaluate((element) => element.scrollTo(0, 300));
  await page.waitForTimeout(500);
  await shot(page, 'trend');
  for (let i = 0; i < 6; i++) await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.waitForTimeout(500);
  await shot(page, 'far');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.getByRole('button', { name: /^Deploy/ }).click();
  await shot(page, 'deploy');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Account of/ }).click();
  await shot(page, 'account');
  await page.getByRole('link', { name: 'People and programs' }).click();
  await page.getByRole('link', { name: 'engine' }).click();
  await page.getByText('Setpoint optimiser').waitFor();
  await shot(page, 'people');
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await page.getByText('The chain is whole').waitFor();
  await shot(page, 'audit');
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('link', { name: 'Updates' }).click();
  await page.getByLabel('A signed package').setInputFiles({ name: 'next.bmsu', mimeType: 'application/octet-stream', buffer: Buffer.from('good') });
  await page.getByRole('button', { name: 'Install' }).waitFor();
  await shot(page, 'updates-plan');
  await page.getByRole('button', { name: 'Install' }).click();
  fixture.rest.updates.enter('gate', ['MQTT is not connected', '3 of 120 points that were good are not good again, one is 1001.analogValue.4']);
  await page.getByText('Not yet as before').waitFor();
  await shot(page, 'updates-gate');
  fixture.rest.updates.end('in force');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await shot(page, 'updates');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Canvas' }).click();
  await page.getByRole('button', { name: /1 problem/ }).click();
  await shot(page, 'health');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('temp');
  await shot(page, 'search');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Points' }).focus();
  await page.keyboard.press('?');
  await shot(page, 'keys');
  await page.keyboard.press('Escape');
  fixture.killGateway();
  await page.getByText('The gateway is offline.').waitFor();
  await shot(page, 'offline');
  expect(await page.getByText('stale').filter({ visible: true }).count()).toBeGreaterThan(0);
  await page.context().close();
  await fixture.stop();
});
