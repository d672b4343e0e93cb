// SPDX-License-Identifier: GPL-3.0-only
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AlarmRule, ConfigResponse } from '../../src/mqtt/wire';
import { launch } from '../ui/browser';
import { seriousFaults } from '../ui/axe';
import { choose, LIMIT_MS, panelOf } from './page';
import { Building, Gateway, WORK } from './processes';
import { Operator } from './rest';

/** Alarms from a controller of the simulated building to browsers, by the built gateway; and the rules that make them. */
let browser: Browser;
let building: Building;
let gateway: Gateway;
let operator: Operator;
let points: { point_id: string; name: string }[];
const complaints: string[] = [];
beforeAll(async () => {
  browser = await launch();
  building = await Building.start({ more: ['--faults', '0'] });
  gateway = await Gateway.start(building, { BMS_ORG_ID: 'riverside', BMS_SITE_ID: 'building-a', BMS_DEVICE_ID: 'gw-7f3a' });
  operator = await Operator.signIn(gateway);
  await operator.discover(building.addresses);
  points = (await operator.call<{ points: typeof points }>('GET', '/points')).points;
  await operator.startOver({ nodes: [{ id: 'n1', type: 'point', position: { x: 40, y: 40 }, data: { point_id: setpoint() } }], edges: [] });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await building?.stop();
});
afterEach(async ({ task }) => {
  for (const context of browser.contexts()) {
    if (task.result?.state === 'fail') await Promise.all(context.pages().map((page, i) => page.screenshot({ path: join(WORK, `${task.name}-${i}.png`) })));
    await context.close();
  }
});

const named = (name: string) => points.find((each) => each.name === name)!.point_id;
const SETPOINT = 'Zone 1 Temperature Setpoint';
const setpoint = () => named(SETPOINT);

async function open(hash = ''): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(LIMIT_MS);
  await context.addCookies([{ ...operator.cookie, url: `${gateway.page}/api`, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  complaints.length = 0;
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !/401|WebSocket/.test(message.text()) && complaints.push(message.text()));
  await page.goto(`${gateway.page}/${hash}`);
  await page.getByRole('heading', { name: hash === '' ? 'Designer' : 'Alarms' }).waitFor();
  return page;
}

const SHOTS = process.env['BMS_SHOTS'];
async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled', caret: 'hide' });
}

async function configure(change: { alarm_rules?: AlarmRule[]; remove_alarm_rules?: string[] }): Promise<void> {
  expect((await operator.command<ConfigResponse>('get_config', { discover: false, ...change })).status).toBe('success');
}
const write = (value: number) => operator.command('set_value_to_point', { point_id: setpoint(), value });
const line = (page: Page, text: string) => page.getByRole('tree', { name: 'Alarms' }).getByRole('treeitem').filter({ hasText: text });

/** Counts tones, which no test can hear. */
async function countTones(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { tones: number };
    counted.tones = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (this: OscillatorNode, ...when) {
      counted.tones++;
      start.apply(this, when);
    };
  });
  return () => page.evaluate(() => (window as unknown as { tones: number }).tones);
}

test('controllersOwnAlarm_isInTheList_andAcknowledgedThere', async () => {
  const page = await open('#alarms');
  const own = page.getByRole('tree', { name: 'Alarms' }).getByRole('treeitem').first();
  await own.waitFor();
  await own.click();
  await page.keyboard.press('a');
  await page.getByLabel('Note', { exact: true }).fill('on my way');
  await page.keyboard.press('Enter');
  await page.getByText('Acknowledged.').waitFor();
  await own.getByText('seen by admin').waitFor();
  await shot(page, 'alarm-of-a-controller');
  expect(complaints).toEqual([]);
});

test('onset_sounds_isAcknowledgedInOneBrowser_seenInTheOther_andShelvedUntilSomebodyEndsIt', async () => {
  await write(21);
  await configure({ alarm_rules: [{ name: 'warm', point_id: setpoint(), type: 'limits', high: 26, priority: 'high', delay_seconds: 0, text: 'Zone 1 is to be too warm' }] });
  const [page, other] = [await open('#alarms'), await open('#alarms')];
  const tones = await countTones(page);
  await page.getByRole('switch', { name: 'Sound is off' }).click();
  await page.getByRole('switch', { name: 'Sound is on' }).waitFor();
  const written = performance.now();
  await write(27);
  await line(page, 'Zone 1 is to be too warm').waitFor();
  console.log(`write to the line in a browser: ${(performance.now() - written).toFixed(0)} ms`);
  await expect.poll(tones).toBeGreaterThan(0);
  await shot(page, 'alarm-sounds');
  await line(other, 'Zone 1 is to be too warm').click();
  await other.keyboard.press('a');
  await other.getByLabel('Note', { exact: true }).fill('it is meant to be');
  const acknowledged = performance.now();
  await other.keyboard.press('Enter');
  await line(page, 'Zone 1 is to be too warm').getByText('seen by admin').waitFor();
  console.log(`acknowledged in one browser to seen in the other: ${(performance.now() - acknowledged).toFixed(0)} ms`);
  await page.getByRole('button', { name: 'Silence' }).waitFor({ state: 'detached' });
  await line(page, 'Zone 1 is to be too warm').click();
  await page.keyboard.press('s');
  await page.getByRole('combobox', { name: 'For how long' }).selectOption('15 min');
  await page.getByLabel('Note', { exact: true }).fill('part is ordered');
  await page.keyboard.press('Enter');
  await page.getByText('Shelved.').waitFor();
  await line(other, 'Zone 1 is to be too warm').waitFor({ state: 'detached' });
  await other.getByRole('button', { name: /^Shelved 1/ }).click();
  await line(other, 'Zone 1 is to be too warm').getByText(/^shelved until/).waitFor();
  await shot(other, 'alarm-shelved');
  await line(other, 'Zone 1 is to be too warm').click();
  await other.getByRole('button', { name: 'Unshelve' }).click();
  await line(page, 'Zone 1 is to be too warm').waitFor();
  const designer = await open();
  await designer.locator('.react-flow__node').getByRole('img', { name: /^high alarm: Zone 1 is to be too warm/ }).waitFor();
  await shot(designer, 'alarm-badge');
  await write(21);
  await line(page, 'Zone 1 is to be too warm').waitFor({ state: 'detached' });
  await configure({ remove_alarm_rules: [`${setpoint()}.warm`] });
  expect(complaints).toEqual([]);
});

test('rule_ofEachKind_isTriedOutSavedAndListed', async () => {
  const page = await open();
  const rules = page.getByRole('region', { name: 'Rules of alarm' });
  const form = rules.getByRole('form', { name: 'Rule of alarm' });
  const begin = async (point: string, type: string) => {
    await choose(page, point);
    await rules.getByRole('button', { name: 'Add a rule' }).click();
    await form.getByLabel('An alarm if it').selectOption(type);
  };
  const suppress = async (state: string) => {
    await form.getByLabel('Not while this point').fill(named('Supply Fan Command'));
    await form.getByRole('group', { name: 'is' }).getByLabel('Off', { exact: true }).setChecked(true);
    await form.getByLabel('And for seconds after').fill(state);
  };
  const save = async (name: string, words: RegExp, type: string) => {
    await form.getByRole('button', { name: 'Try on the last 7 days' }).click();
    await form.getByRole('status').filter({ hasText: /would|Nothing was stored/ }).waitFor();
    await form.scrollIntoViewIfNeeded();
    await shot(page, `alarm-rule-${type}`);
    await form.getByRole('button', { name: 'Save' }).click();
    await rules.getByText(words).waitFor();
    await rules.getByRole('button', { name: `Change ${name}` }).waitFor();
  };
  await begin('Zone 1 Temperature', 'limits');
  await form.getByLabel('Below').fill('5');
  await form.getByLabel('Above').fill('45');
  await form.getByLabel('Deadband').fill('0.5');
  await suppress('600');
  await save('limits', /above 45 °C or below 5 °C for 60 s/, 'limits');
  await begin('Zone 1 Temperature', 'deviation');
  await form.getByLabel('The other point').fill(setpoint());
  await form.getByText(SETPOINT).waitFor();
  await form.getByLabel('Less by').fill('20');
  await form.getByLabel('More by').fill('20');
  await form.getByLabel('Name').fill('deviation');
  await save('deviation', /more by 20 .* or less by 20 .* than/, 'deviation');
  await begin('Zone 1 Temperature', 'rate');
  await form.getByLabel('Rises by').fill('40');
  await form.getByLabel('Falls by').fill('40');
  await form.getByLabel('Within seconds').fill('120');
  await form.getByLabel('Name').fill('rate');
  await save('rate', /rises by 40 .* or falls by 40 .* within/, 'rate');
  await begin('Zone 1 Temperature', 'quality');
  await form.getByLabel('Name').fill('quality');
  await save('quality', /not to be read/, 'quality');
  await begin('Zone 1 Temperature', 'stuck');
  await form.getByLabel('For seconds').fill('86400');
  await form.getByLabel('Name').fill('stuck');
  await save('stuck', /without a change/, 'stuck');
  expect(await seriousFaults(page)).toEqual([]);
  await begin('Supply Fan Status', 'mismatch');
  await form.getByLabel('The other point').fill(named('Supply Fan Command'));
  await form.getByLabel('For seconds').fill('3600');
  await form.getByLabel('Name').fill('mismatch');
  await save('mismatch', /not as .* is/, 'mismatch');
  await begin('Supply Fan Status', 'state');
  await form.getByRole('group', { name: 'States' }).getByLabel('Stopped', { exact: true }).check();
  await form.getByLabel('For seconds').fill('86400');
  await form.getByLabel('Name').fill('state');
  await save('state', /^Stopped for/, 'state');
  const { alarm_rules: all } = await operator.call<{ alarm_rules: AlarmRule[] }>('GET', '/alarm-rules');
  expect(all.map(({ type }) => type).sort()).toEqual(['deviation', 'limits', 'mismatch', 'quality', 'rate', 'state', 'stuck']);
  expect(all.find(({ type }) => type === 'limits')).toMatchObject({
    point_id: named('Zone 1 Temperature'), low: 5, high: 45, deadband: 0.5, suppress_when: { point_id: named('Supply Fan Command'), states: [0], hold_seconds: 600 },
  });
  expect(all.find(({ type }) => type === 'deviation')).toMatchObject({ low: -20, high: 20, other_point_id: setpoint() });
  expect(all.find(({ type }) => type === 'rate')).toMatchObject({ low: -40, high: 40, window_seconds: 120 });
  await panelOf(page).scrollIntoViewIfNeeded();
  await shot(page, 'alarm-rules-listed');
  expect(complaints).toEqual([]);
});
