// SPDX-License-Identifier: GPL-3.0-only
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fixture } from '../../dev/server.mjs';
import { launch, openPage, type Look } from './browser';
import { seriousFaults, startFixture } from './fixture';

/** The alarms on the page: what there is, what people do about it, what is heard of it. */
let browser: Browser;
let fixture: Fixture;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fixture.stop();
});

const SHOTS = process.env['SHOTS'];
async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled' });
}

const POINT = '1001.analogInput.1';
const FLOW = { nodes: [{ id: 'n1', type: 'point', position: { x: 40, y: 40 }, data: { point_id: POINT } }], edges: [] };

async function begin(): Promise<void> {
  fixture = await startFixture();
  fixture.rest.projects.set('p1', { id: 'p1', name: 'Building', revision: 1, flow: structuredClone(FLOW) });
}

function raiseSome(): void {
  fixture.alarms.raise('1207.device', { device_id: 1207, text: 'device 1207 (VAV-2-07) does not answer' });
  fixture.alarms.raise('1001.analogInput.1.supply-high', { kind: 'rule', device_id: 1001, point_id: POINT, priority: 'high', text: 'Supply air is too warm: 31.2 °C, above 28 °C' });
  fixture.alarms.raise('gateway.disk_full', { kind: 'gateway_problem', priority: 'critical', text: 'the disk is full; free some of it' });
  fixture.alarms.raise('1207.unreadable', { kind: 'points_unreadable', device_id: 1207, priority: 'low', suppressed_by: '1207.device' });
}

const open = (look: Look = {}) => openPage(browser, fixture.url, look);
const pill = (page: Page) => page.getByRole('banner').getByRole('link', { name: /alarms?$/ });
const lines = (page: Page) => page.getByRole('tree', { name: 'Alarms' }).getByRole('treeitem');
const line = (page: Page, text: string) => lines(page).filter({ hasText: text });

async function openAlarms(page: Page): Promise<void> {
  await pill(page).click();
  await page.getByRole('heading', { name: 'Alarms' }).waitFor();
}

test('list_showsTheWorstFirst_andFollowsWhatComesAndGoes', async () => {
  await begin();
  raiseSome();
  const { page, complaints } = await open();
  await pill(page).getByText('3', { exact: true }).waitFor();
  await openAlarms(page);
  await expect.poll(() => lines(page).allTextContents().then((all) => all.map((each) => /full|warm|answer/.exec(each)?.[0]))).toEqual(['full', 'warm', 'answer']);
  await line(page, 'answer').getByText('and 1 effect').waitFor();
  await page.getByRole('button', { name: /^Effects of others 1/ }).click();
  await line(page, '1207.unreadable').getByText('effect of 1207.device').waitFor();
  await page.getByRole('button', { name: /^Open/ }).click();
  await line(page, 'answer').click();
  await shot(page, 'alarms');
  fixture.alarms.clear('1207.device');
  await line(page, 'answer').waitFor({ state: 'detached' });
  await page.getByText('The alarm 1207.device is over.').waitFor();
  await page.getByRole('complementary').or(page.locator('main')).getByText('went', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test('filter_standsInTheAddress_andIsThereAfterLoading', async () => {
  await begin();
  raiseSome();
  const { page } = await open();
  await openAlarms(page);
  await page.getByRole('searchbox', { name: 'Search alarms' }).fill('supply');
  await page.getByLabel('Priority').selectOption('high or worse');
  await expect.poll(() => lines(page).count()).toBe(1);
  expect(new URL(page.url()).hash).toBe('#alarms?text=supply&priority=high');
  await page.reload();
  await expect.poll(() => lines(page).count()).toBe(1);
  await page.getByRole('searchbox', { name: 'Search alarms' }).fill('nothing of the kind');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(() => lines(page).count()).toBe(4);
});

test('keyboard_acknowledgesWithANote_shelves_andReachesNodeAndTrend', async () => {
  await begin();
  raiseSome();
  const { page, complaints } = await open({ user: 'operator' });
  const other = await open();
  await openAlarms(other.page);
  await openAlarms(page);
  await line(page, 'full').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('a');
  await page.getByLabel('Note', { exact: true }).fill('logs deleted');
  await page.keyboard.press('Enter');
  const beside = await page.waitForFunction(() => document.body.textContent!.includes('Acknowledged.') && document.body.textContent);
  expect(await beside.jsonValue()).toMatch(/full.*seen by operator/);
  await line(other.page, 'full').getByText('seen by operator').waitFor({ timeout: 1_000 });
  await page.locator('q').filter({ hasText: 'logs deleted' }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('s');
  await page.getByRole('combobox', { name: 'For how long' }).selectOption('7 days');
  await page.getByLabel('Note', { exact: true }).fill('part is ordered');
  await page.keyboard.press('Enter');
  await page.getByText('Shelved.').waitFor();
  await line(page, 'warm').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Shelved 1/ }).click();
  await line(page, 'warm').getByText(/^shelved until/).waitFor();
  await page.getByRole('button', { name: 'Unshelve' }).click();
  await page.getByText('No longer shelved.').waitFor();
  await page.getByRole('button', { name: /^Open/ }).click();
  await line(page, 'warm').click();
  await page.keyboard.press('Escape');
  const asked = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/history' && fromOf(request.url()) === Date.parse(fixture.alarms.all.get(`${POINT}.supply-high`)!.raised_at) - 600_000);
  await page.keyboard.press('t');
  await asked;
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByRole('heading', { name: 'Supply Air Temp' }).waitFor();
  await panel.getByRole('button', { name: 'Live again' }).waitFor();
  await page.locator('.react-flow__node.selected').getByRole('img', { name: /^high alarm: Supply air is too warm/ }).waitFor();
  await shot(page, 'alarm-node');
  await page.getByRole('treeitem', { name: /VAV-2-07/ }).first().getByRole('img', { name: /^medium alarm: device 1207/ }).waitFor();
  await page.goBack();
  await line(page, 'answer').click();
  await page.keyboard.press('Enter');
  await page.getByRole('tree', { name: 'Devices and points' }).waitFor();
  expect(complaints).toEqual([]);
});

const fromOf = (url: string) => Date.parse(new URL(url).searchParams.get('from') ?? '');

test('shelf_endsByItself_andTheAlarmIsInTheListAgain', async () => {
  await begin();
  raiseSome();
  const { page, complaints } = await open();
  await openAlarms(page);
  await line(page, 'warm').click();
  fixture.alarms.act('shelve', { alarms: [{ alarm_id: `${POINT}.supply-high` }], duration_seconds: 2, note: 'until the fan runs' }, 'anna');
  await line(page, 'warm').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Shelved 1/ }).click();
  await line(page, 'warm').getByText(/^shelved until/).waitFor();
  await page.locator('q').filter({ hasText: 'until the fan runs' }).first().waitFor();
  await line(page, 'warm').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Open 3/ }).click();
  await line(page, 'warm').getByText('to acknowledge').waitFor();
  await page.getByRole('button', { name: 'Shelve', exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test('latched_staysGoneAndAcknowledged_untilSomebodyResolvesIt', async () => {
  await begin();
  fixture.alarms.raise(`${POINT}.tripped`, { kind: 'rule', device_id: 1001, point_id: POINT, latched: true, text: 'safety chain has tripped' });
  const { page, complaints } = await open();
  await openAlarms(page);
  await line(page, 'tripped').click();
  await page.getByText('present, stays until it is resolved').waitFor();
  expect(await page.getByRole('button', { name: 'Resolve', exact: true }).count()).toBe(0);
  fixture.alarms.clear(`${POINT}.tripped`);
  fixture.alarms.act('acknowledge', { alarms: [{ alarm_id: `${POINT}.tripped` }] }, 'anna');
  await line(page, 'tripped').getByText('seen by anna').waitFor();
  await line(page, 'tripped').getByText('gone, latched').waitFor();
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await page.keyboard.press('Enter');
  await page.getByText('Resolved.').waitFor();
  await line(page, 'tripped').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('several_areChosen_andAcknowledgedAtOnce_butNotWhatCameAgainSince', async () => {
  await begin();
  raiseSome();
  const { page } = await open();
  await openAlarms(page);
  await line(page, 'full').waitFor();
  await page.keyboard.press('Control+a');
  await page.getByText('3 alarms chosen').waitFor();
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: 'Acknowledge 3 alarms' }).waitFor();
  fixture.alarms.raise('1207.device', { device_id: 1207, text: 'device 1207 (VAV-2-07) does not answer' });
  await line(page, 'answer').getByText('×2').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText(/^Acknowledged: 2 of 3\. 1 of 3 alarms came again/).waitFor();
  expect([...fixture.alarms.all.values()].filter(({ acknowledged }) => acknowledged).length).toBe(2);
});

test('viewer_seesAlarms_andIsOfferedNothingToDo', async () => {
  await begin();
  raiseSome();
  const { page } = await open({ user: 'viewer' });
  await openAlarms(page);
  await line(page, 'warm').click();
  await page.getByRole('button', { name: 'Point', exact: true }).waitFor();
  await page.keyboard.press('a');
  for (const name of ['Acknowledge', 'Shelve', 'Note']) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
  expect(await page.getByRole('form').count()).toBe(0);
});

test('maintenance_ofADevice_hasAnEnd_quietensIt_andIsEndedBySomebody', async () => {
  await begin();
  raiseSome();
  const { page, complaints } = await open();
  await page.getByRole('treeitem').filter({ hasText: 'Supply Air Temp' }).first().click();
  const maintenance = page.getByRole('region', { name: 'Maintenance' });
  await maintenance.getByRole('button', { name: 'Put the device under maintenance' }).click();
  await maintenance.getByLabel('For how long').selectOption('8 h');
  await maintenance.getByLabel('Note').fill('new filter');
  await shot(page, 'maintenance-form');
  await page.keyboard.press('Enter');
  await maintenance.getByText(/^Under maintenance until .*, says admin/).waitFor();
  await shot(page, 'maintenance');
  await pill(page).getByText('2', { exact: true }).waitFor();
  await openAlarms(page);
  await line(page, 'warm').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Shelved 1/ }).click();
  await line(page, 'under maintenance').click();
  await shot(page, 'maintenance-listed');
  expect(await seriousFaults(page)).toEqual([]);
  expect(await page.getByRole('button', { name: 'Acknowledge', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'End maintenance' }).click();
  await line(page, 'under maintenance').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Open/ }).click();
  await line(page, 'warm').waitFor();
  expect(complaints).toEqual([]);
});

test('connection_gone_isSaid_andWhatIsOverMeanwhileIsGoneAfterwards', async () => {
  await begin();
  raiseSome();
  const { page } = await open();
  await openAlarms(page);
  await line(page, 'answer').click();
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).waitFor();
  fixture.killGateway();
  await page.getByText('The gateway is not heard. The alarms are shown as they were').waitFor();
  expect(await page.getByRole('button', { name: 'Acknowledge', exact: true }).count()).toBe(0);
  await pill(page).getByText('–').waitFor();
  fixture.startGateway();
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).waitFor();
  fixture.cut();
  fixture.alarms.clear('1207.device');
  await line(page, 'answer').waitFor({ state: 'detached' });
});

/** Keeps the heights of the dashed lines of each canvas, which are the limits, as they were drawn last. */
async function keepDashes(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    type Kept = HTMLCanvasElement & { dashes?: number[] };
    const { clearRect, lineTo } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (this: CanvasRenderingContext2D, ...of) {
      (this.canvas as Kept).dashes = [];
      clearRect.apply(this, of);
    };
    CanvasRenderingContext2D.prototype.lineTo = function (this: CanvasRenderingContext2D, x, y) {
      if (this.getLineDash().length > 0) ((this.canvas as Kept).dashes ??= []).push(y);
      lineTo.call(this, x, y);
    };
  });
  return () => page.locator('.uplot canvas').evaluate((canvas) => (canvas as HTMLCanvasElement & { dashes?: number[] }).dashes ?? []);
}

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

test('mark_blinks_untilSomebodyAcknowledges', async () => {
  await begin();
  raiseSome();
  const { page } = await open();
  await openAlarms(page);
  const dim = () => page.evaluate(() => document.documentElement.hasAttribute('data-dim'));
  await expect.poll(dim).toBe(true);
  await expect.poll(dim).toBe(false);
  for (const alarm_id of ['1001.analogInput.1.supply-high', 'gateway.disk_full']) fixture.alarms.act('acknowledge', { alarms: [{ alarm_id }] }, 'anna');
  await expect.poll(() => lines(page).filter({ hasText: 'seen by anna' }).count()).toBe(2);
  const changes = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let counted = 0;
        const observer = new MutationObserver((records) => (counted += records.length));
        observer.observe(document.documentElement, { attributeFilter: ['data-dim'] });
        setTimeout(() => resolve(counted), 1_600);
      }),
  );
  expect(changes).toBe(0);
  expect(await dim()).toBe(false);
});

test('sound_isOffAtFirst_andRepeatsUntilSomebodyCares', async () => {
  await begin();
  raiseSome();
  const { page } = await open();
  const tones = await countTones(page);
  await openAlarms(page);
  await line(page, 'full').waitFor();
  await page.getByRole('switch', { name: 'Sound is off' }).click();
  await page.getByRole('switch', { name: 'Sound is on' }).waitFor();
  expect(await tones()).toBe(0);
  fixture.alarms.raise('1003.flow', { device_id: 1003, priority: 'critical', text: 'no flow' });
  await page.getByRole('button', { name: 'Silence' }).waitFor();
  await expect.poll(tones, { timeout: 5_000 }).toBeGreaterThanOrEqual(6);
  await page.getByRole('button', { name: 'Silence' }).click();
  await page.getByRole('button', { name: 'Silence' }).waitFor({ state: 'detached' });
  fixture.alarms.raise('1003.pump', { device_id: 1003, priority: 'high', text: 'pump stands still' });
  await page.getByRole('button', { name: 'Silence' }).waitFor();
  fixture.alarms.act('acknowledge', { alarms: [{ alarm_id: '1003.pump' }] }, 'anna');
  await page.getByRole('button', { name: 'Silence' }).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('switch', { name: 'Sound is on' }).waitFor();
});

test('list_ofAThousand_isDrawnInPart_grouped_andFound', async () => {
  await begin();
  for (let i = 0; i < 1_000; i++) fixture.alarms.raise(`${2000 + (i % 100)}.x${i}`, { device_id: 2000 + (i % 100), text: `sensor ${i} fails` });
  const { page } = await open();
  await openAlarms(page);
  await page.getByRole('button', { name: 'Open 1,000' }).waitFor({ timeout: 20_000 });
  expect(await lines(page).count()).toBeLessThan(60);
  await lines(page).first().getByText('10 alarms').waitFor();
  await page.getByRole('searchbox', { name: 'Search alarms' }).fill('sensor 777');
  await line(page, 'sensor 777 fails').waitFor();
  await shot(page, 'alarms-grouped');
});

test('axe_alarms_nothingSerious', async () => {
  await begin();
  raiseSome();
  for (const dark of [false, true]) {
    const { page } = await open({ dark });
    await openAlarms(page);
    await line(page, 'warm').click();
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await page.getByText('came', { exact: true }).first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await shot(page, `alarms-${dark ? 'dark' : 'form'}`);
    await page.context().close();
  }
});

test('rule_isTriedOutSavedDrawnChangedAndRemoved', async () => {
  await begin();
  const { page, complaints } = await open();
  const dashes = await keepDashes(page);
  await page.getByRole('treeitem').filter({ hasText: 'Supply Air Temp' }).first().click();
  const rules = page.getByRole('region', { name: 'Rules of alarm' });
  await rules.getByRole('button', { name: 'Add a rule' }).click();
  const form = rules.getByRole('form', { name: 'Rule of alarm' });
  await form.getByText('Give a lower limit, an upper one, or both.').waitFor();
  await form.getByLabel('Above').fill('28');
  await form.getByLabel('Below').fill('29');
  await form.getByText('The lower limit has to be below the upper one.').waitFor();
  await form.getByLabel('Below').fill('12');
  await form.getByLabel('Deadband').fill('0,5');
  await form.getByLabel('Name').fill('supply');
  await form.getByRole('button', { name: 'Try on the last 7 days' }).click();
  await form.getByText('It would have come 2 times in the last 7 days:').waitFor();
  await form.getByText('9 min').first().waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await form.scrollIntoViewIfNeeded();
  await shot(page, 'alarm-rule');
  await form.getByRole('button', { name: 'Save' }).click();
  await rules.getByText('above 28 °C or below 12 °C for 60 s').waitFor();
  expect(fixture.alarms.rules.get(`${POINT}.supply`)).toEqual({ name: 'supply', point_id: POINT, type: 'limits', low: 12, high: 28, deadband: 0.5, delay_seconds: 60, clear_delay_seconds: 0, priority: 'medium', latching: false });
  await expect.poll(() => dashes().then(([below, above]) => below! > above!)).toBe(true);
  expect((await dashes()).length).toBe(2);
  await shot(page, 'alarm-limits');
  await rules.getByRole('button', { name: 'Change supply' }).click();
  await form.getByLabel('Below').fill('');
  await form.getByLabel('The alarm stays until somebody resolves it').check();
  await shot(page, 'alarm-rule-latching');
  await form.getByRole('button', { name: 'Save' }).click();
  await rules.getByText('above 28 °C for 60 s').waitFor();
  await rules.getByText('stays until somebody resolves it').waitFor();
  expect(fixture.alarms.rules.get(`${POINT}.supply`)).toMatchObject({ high: 28, latching: true });
  await expect.poll(() => dashes().then(({ length }) => length)).toBe(1);
  await rules.getByRole('button', { name: 'Change supply' }).click();
  expect(await form.getByLabel('The alarm stays until somebody resolves it').isChecked()).toBe(true);
  await form.getByRole('button', { name: 'Cancel' }).click();
  await rules.getByRole('button', { name: 'Remove' }).click();
  await rules.getByRole('group').getByRole('button', { name: 'Remove' }).click();
  await rules.getByText('above 28 °C').waitFor({ state: 'detached' });
  expect(await page.getByText('Another client changed the configuration').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('rules_ofAViewer_areReadOnly', async () => {
  await begin();
  fixture.alarms.rules.set(`${POINT}.supply`, { name: 'supply', point_id: POINT, type: 'limits', high: 28, delay_seconds: 60, priority: 'high' });
  const { page } = await open({ user: 'viewer' });
  await page.getByRole('treeitem').filter({ hasText: 'Supply Air Temp' }).first().click();
  const rules = page.getByRole('region', { name: 'Rules of alarm' });
  await rules.getByText('above 28 °C for 60 s').waitFor();
  expect(await rules.getByRole('button').count()).toBe(0);
});

test('health_saysHowManyThereWere_andWhichMadeTheWork', async () => {
  await begin();
  raiseSome();
  for (let i = 0; i < 1_100; i++) fixture.alarms.raise('1003.flow', { device_id: 1003, priority: 'low', text: 'flow comes and goes', chattering: true });
  const { page, complaints } = await open();
  await openAlarms(page);
  await page.getByRole('link', { name: 'Health' }).click();
  await page.getByRole('region', { name: 'Alarms a day' }).getByText('157.6').waitFor();
  await page.getByRole('region', { name: 'Chattering' }).getByText('1, too many').waitFor();
  await page.getByRole('region', { name: 'Most frequent' }).getByRole('link', { name: 'flow comes and goes' }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await shot(page, 'alarm-health');
  expect(complaints).toEqual([]);
});
