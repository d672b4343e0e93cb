// SPDX-License-Identifier: GPL-3.0-only
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startFleet, type Fleet } from '../../dev/fleet.mjs';
import { launch } from './browser';
import { seriousFaults } from './fixture';

/** The page as a web server in a cloud gives it out, beside a broker of two sites. */
let browser: Browser;
let fleet: Fleet;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fleet.stop();
});

async function open(): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !/404|WebSocket/.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(fleet.url);
  return { page, complaints };
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('User', { exact: true }).fill('operator');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const shot = async (page: Page, name: string) => void (process.env['BMS_SHOTS'] && (await page.screenshot({ path: `${process.env['BMS_SHOTS']}/${name}.png` })));

test('sites_listed_oneChosen_readAndWritten_withoutREST', async () => {
  fleet = await startFleet({ silentSeconds: 2 });
  const { page, complaints } = await open();
  await signIn(page, 'wrong');
  await page.getByRole('alert').filter({ hasText: 'Not signed in' }).waitFor();
  await signIn(page, 'bms');
  const riverside = page.getByRole('listitem').filter({ hasText: 'riverside' });
  const hilltop = page.getByRole('listitem').filter({ hasText: 'hilltop' });
  await hilltop.getByText('silent', { exact: true }).waitFor();
  await hilltop.getByText('none heard yet').waitFor();
  await riverside.getByText('problems', { exact: true }).waitFor();
  await riverside.getByText(/VAV-2-07 \(1207\) has not answered/).waitFor();
  await riverside.getByText(/^(now|\d+ s)/).first().waitFor();
  expect(await page.getByRole('listitem').first().textContent()).toContain('hilltop');
  await page.getByText('2 sites, 2 to look at').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await shot(page, 'sites');

  await riverside.click();
  // It swings, so it comes with the batches.
  const supply = page.getByRole('treeitem').filter({ hasText: 'Supply Air Temp' }).first();
  await supply.getByText(/1[789]\.\d* °C/).waitFor();
  // It does not change, so its last value is asked for.
  const setpoint = page.getByRole('treeitem').filter({ hasText: 'Supply Air Setpoint' }).first();
  await setpoint.getByText('17.5 °C').waitFor();
  await setpoint.click();
  const panel = page.getByRole('main');
  expect(await panel.getByRole('region', { name: 'Tags' }).getByRole('listitem').allTextContents()).toEqual(['sp', 'temp']);
  await panel.getByRole('img', { name: /^Trend of/ }).locator('canvas').waitFor();
  await panel.getByLabel('Value', { exact: true }).fill('19.5');
  expect(await panel.getByLabel('Priority').inputValue()).toBe('9');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await panel.getByText('Took effect, read back 19.5 °C.').waitFor();
  await setpoint.getByText('19.5 °C').waitFor();
  // What was asked for was as old as its span; what was written is new.
  await panel.getByText(/^\d+ s ago$/).first().waitFor();
  const asked = fleet.alive.asked.map(({ name }) => name);
  expect(asked).toContain('get_history');
  expect(fleet.alive.asked.find(({ name }) => name === 'set_value_to_point')?.request).toMatchObject({ point_id: '1001.analogValue.4', value: 19.5, priority: 9 });
  for (const gone of ['Deploy', 'Discover']) expect(await page.getByText(gone, { exact: true }).count()).toBe(0);
  expect(await seriousFaults(page)).toEqual([]);
  await shot(page, 'site');

  await page.getByRole('link', { name: 'All sites' }).click();
  await hilltop.click();
  await page.getByText('Nothing can be asked of it from here: its uplink takes no commands.').waitFor();
  await page.getByRole('treeitem').filter({ hasText: 'Supply Air Setpoint' }).first().click();
  await panel.getByText(/^This site's uplink answers no questions/).waitFor();
  expect(await panel.getByRole('button', { name: 'Write', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Account of operator' }).click();
  expect(await page.getByText('Password').count()).toBe(0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('with an account of their broker').waitFor();
  // One question is asked before it is known where the page is.
  expect(fleet.asked.filter((path) => path.startsWith('api/'))).toEqual(['api/session']);
  expect(complaints).toEqual([]);
});
