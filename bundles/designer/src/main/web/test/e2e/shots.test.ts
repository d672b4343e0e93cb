// SPDX-License-Identifier: GPL-3.0-only
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import type { Doc, FlowNode } from '../../src/flow/model';
import { launch, type Look } from '../ui/browser';
import { panelOf, row } from './page';
import { Building, Gateway, PASSWORD } from './processes';
import { Operator } from './rest';

/** The pictures of the documentation: `BMS_SHOTS=../../../../../docs/designer npm run test:e2e -- shots`. */
const FOLDER = process.env['BMS_SHOTS'];
let browser: Browser;
let building: Building;
let gateway: Gateway;
beforeAll(async () => {
  if (FOLDER === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  browser = await launch();
  building = await Building.start();
  gateway = await Gateway.start(building, { BMS_ORG_ID: 'riverside', BMS_SITE_ID: 'building-a', BMS_DEVICE_ID: 'gw-7f3a' });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await building?.stop();
});

const group = (id: string, label: string, x: number, y: number, width: number, height: number): FlowNode => ({ id, type: 'group', position: { x, y }, width, height, data: { label } });
const point = (id: string, parentId: string, point_id: string, x: number, y: number): FlowNode => ({ id, type: 'point', parentId, position: { x, y }, data: { point_id } });
const FLOW: Doc = {
  nodes: [
    group('air', 'Air handling', 0, 0, 864, 376),
    point('supply', 'air', '1001.analogInput.1', 24, 48),
    point('supplySet', 'air', '1001.analogValue.1', 24, 208),
    { id: 'error', type: 'calculation', parentId: 'air', position: { x: 328, y: 112 }, data: { op: '−', label: 'Control error' } },
    point('cooling', 'air', '1001.analogOutput.2', 584, 48),
    point('fan', 'air', '1001.binaryInput.1', 584, 208),
    group('zone', 'Zone 1', 0, 416, 864, 216),
    point('zoneTemp', 'zone', '1001.analogInput.101', 24, 48),
    point('zoneSet', 'zone', '1001.analogValue.101', 304, 48),
    point('reheat', 'zone', '1001.analogOutput.101', 584, 48),
  ],
  edges: [
    { id: 'e1', source: 'supply', target: 'error', targetHandle: 'a' },
    { id: 'e2', source: 'supplySet', target: 'error', targetHandle: 'b' },
  ],
};

async function open(look: Look & { signedIn?: Operator }): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: look.width ?? 1440, height: look.height ?? 900 }, colorScheme: look.dark ? 'dark' : 'light', reducedMotion: 'reduce', hasTouch: (look.width ?? 1440) < 1200 });
  context.setDefaultTimeout(20_000);
  if (look.signedIn) await context.addCookies([{ ...look.signedIn.cookie, url: `${gateway.url}/api`, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  await page.goto(gateway.url);
  return page;
}

const shot = (page: Page, name: string) => page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled', caret: 'hide' });

test.skipIf(FOLDER === undefined)('shots_ofAllMainViews', { timeout: 300_000 }, async () => {
  const first = await open({ width: 1280, height: 720 });
  await first.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await shot(first, 'sign-in');
  await first.getByRole('button', { name: 'Sign in' }).click();
  await first.getByRole('button', { name: 'Use this identity' }).waitFor();
  await shot(first, 'first-run');
  await first.getByRole('button', { name: 'Use this identity' }).click();
  await first.getByRole('tab', { name: 'Discover' }).click();
  await first.getByText('Addresses', { exact: true }).click();
  await first.getByLabel('Addresses', { exact: true }).last().fill([...building.addresses, building.deadAddress].join('\n'));
  await first.getByRole('button', { name: 'Discover', exact: true }).click();
  await first.getByText('1 address did not answer.').waitFor({ timeout: 60_000 });
  await first.getByText('4 of 4').waitFor();
  await shot(first, 'discover');
  await first.context().close();

  const operator = await Operator.signIn(gateway);
  await operator.startOver(FLOW);
  const page = await open({ signedIn: operator });
  await page.getByRole('button', { name: /^Deploy/ }).click();
  await page.getByText(/^about [\d.]+$/).waitFor();
  await shot(page, 'deploy');
  await page.getByRole('button', { name: 'Deploy now' }).click();
  await page.getByText(/^Deployed as revision/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByPlaceholder('Filter by name, unit, quality').fill('Zone 2 Temp');
  await row(page, 'Zone 2 Temperature').dblclick();
  await page.getByPlaceholder('Filter by name, unit, quality').fill('');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.locator('.react-flow__node').filter({ hasText: 'Zone 1 Temperature Setpoint' }).click();
  const panel = panelOf(page);
  await panel.getByText('5 to 40 °C').waitFor();
  await panel.getByRole('textbox', { name: 'Value' }).fill('23.5');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await panel.getByText('Took effect').waitFor();
  await page.waitForTimeout(45_000); // for a trend and sparklines to look at
  await panel.getByRole('button', { name: 'Hour' }).click();
  await page.waitForTimeout(2_500);
  await shot(page, 'canvas');
  await page.getByRole('button', { name: /Account of/ }).click();
  await shot(page, 'account');
  await page.keyboard.press('Escape');
  await operator.call('POST', '/accounts', { name: 'anna', role: 'operator', password: PASSWORD });
  await operator.call('POST', '/accounts', { name: 'engine', role: 'service', rights: ['read', 'write'], publish: ['apps/engine/#'], password: PASSWORD });
  await operator.call('POST', '/accounts/engine/tokens', { purpose: 'Setpoint optimiser', networks: ['10.20.0.0/16'] });
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('link', { name: 'People and programs' }).click();
  await page.getByRole('link', { name: 'engine' }).click();
  await page.getByText('Setpoint optimiser').waitFor();
  await shot(page, 'people');
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await page.getByText('The chain is whole').waitFor();
  await shot(page, 'audit');
  await page.getByRole('link', { name: 'Canvas' }).click();
  await page.getByRole('button', { name: /^Connected/ }).click();
  await shot(page, 'health');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zone 2');
  await shot(page, 'search');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await shot(page, 'blocks');
  await page.context().close();

  for (const [name, look] of Object.entries({ dark: { dark: true }, small: { width: 1280, height: 720 }, tablet: { width: 1024, height: 768 }, 'tablet-upright': { width: 820, height: 1180 } })) {
    const other = await open({ ...look, signedIn: operator });
    await other.locator('.react-flow__node').filter({ hasText: 'Zone 1 Temperature Setpoint' }).click();
    await panelOf(other).getByText('5 to 40 °C').waitFor();
    await other.waitForTimeout(2_500);
    await shot(other, name);
    await other.context().close();
  }
});
