// SPDX-License-Identifier: GPL-3.0-only
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fixture, FixtureOptions } from '../../dev/server.mjs';
import { launch, openPage, type Look } from './browser';
import { seriousFaults, startFixture } from './fixture';

let browser: Browser;
let fixture: Fixture | undefined;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fixture?.stop();
  fixture = undefined;
});

async function open(options: FixtureOptions = {}, look: Look = {}): Promise<{ page: Page; complaints: string[] }> {
  fixture ??= await startFixture(options);
  return openPage(browser, fixture.url, look);
}

const row = (page: Page, name: string) => page.getByRole('treeitem').filter({ hasText: name }).first();
const node = (page: Page, name: string) => page.locator('.react-flow__node').filter({ hasText: name }).first();
const place = (page: Page, name: string) => row(page, name).dblclick();

/** Chooses by the keyboard, once the one that is meant is marked. */
async function search(page: Page, words: string, name: string): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Search' });
  await page.getByRole('heading', { name: 'Designer' }).waitFor();
  await page.keyboard.press('Control+k');
  await field.fill(words);
  await page.getByRole('option', { selected: true }).filter({ hasText: name }).waitFor();
  await page.keyboard.press('Enter');
}

test('firstRun_emptyGateway_leadsToALiveValue', async () => {
  const { page, complaints } = await open({ empty: true, discoveryMs: 50 });
  await page.getByRole('button', { name: 'Use this identity' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Discover devices' }).click();
  await page.getByRole('button', { name: 'Use the demo building' }).click();
  await page.getByRole('button', { name: 'Discover', exact: true }).click();
  await page.getByText('Found 3 devices with 13 points; 1 address did not answer.').waitFor();
  await page.getByRole('button', { name: 'Place a point' }).click();
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
  expect(await node(page, 'Supply Air Temp').textContent()).toMatch(/1[789]\.\d°C/);
  expect(complaints).toEqual([]);
});

test('uplinks_areShownBesideTheHealth_andFollowed', async () => {
  const { page, complaints } = await open();
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const away = { name: 'backup', since, failure: 'no connection to backup.example.org:8883', batches_sent: 0, batches_waiting: 3, waiting_since: since, dropped: 2, bytes: 0 };
  fixture!.rest.uplinks.push(away, { name: 'cloud', connected_to: 'broker.example.org:8883', since, batches_sent: 60, batches_waiting: 0, dropped: 0, bytes: 99 });
  await page.getByRole('button', { name: /^(Connected|1 problem)/ }).click();
  const uplinks = page.getByRole('region', { name: 'Uplinks' });
  await uplinks.getByText('broker.example.org:8883', { exact: true }).waitFor();
  const [first, second] = await uplinks.getByRole('listitem').allTextContents();
  expect(first).toMatch(/backup.*not connected.*3 batches wait, the oldest of .* · 2 dropped.*No connection to backup/);
  expect(second).toMatch(/cloud.*since .* · nothing waits/);
  expect(await seriousFaults(page)).toEqual([]);
  Object.assign(away, { connected_to: 'backup.example.org:8883', failure: undefined, batches_waiting: 0 });
  await uplinks.getByText('backup.example.org:8883', { exact: true }).waitFor();
  expect(await uplinks.getByText('not connected').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('discover_deadAddress_isRetriedAlone', async () => {
  const { page } = await open({ discoveryMs: 20 });
  await page.getByRole('tab', { name: 'Discover' }).click();
  await page.getByText('Addresses', { exact: true }).click();
  await page.getByLabel('Addresses', { exact: true }).last().fill('127.0.1.1, 127.0.1.9');
  await page.getByRole('button', { name: 'Discover', exact: true }).click();
  await page.getByText('Nothing has changed since the last time.').waitFor();
  await page.getByText('Check its power and cable').waitFor();
  await page.getByRole('button', { name: 'Try this address again' }).click();
  await page.getByText('Found 0 devices with 0 points; 1 address did not answer.').waitFor();
});

test('write_setpoint_takesEffectAndUndoGivesItBack', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Setpoint');
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByText('12 to 28 °C').waitFor();
  await panel.getByRole('textbox', { name: 'Value' }).fill('40');
  await panel.getByText('The most is 28 °C.').waitFor();
  expect(await panel.getByRole('button', { name: 'Write', exact: true }).isDisabled()).toBe(true);
  await panel.getByRole('textbox', { name: 'Value' }).fill('19.5');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await panel.getByText('Took effect, read back 19.5 °C.').waitFor();
  await panel.getByText('Held at 8, operator, by us.').waitFor();
  await node(page, 'Supply Air Setpoint').getByText('held at priority 8 by us').waitFor();
  await node(page, 'Supply Air Setpoint').getByText('19.5', { exact: true }).waitFor();
  await panel.getByRole('button', { name: 'Undo' }).click();
  await panel.getByText('Priority 8 relinquished; the point is at 17.5 °C.').waitFor();
  expect(fixture!.site.points().find((point) => point.id === '1001.analogValue.4')!.slots).toEqual({ 16: 17.5 });
});

test('write_beforeThePropertiesCome_undoRestoresWhatWeHeld', async () => {
  const { page } = await open();
  await page.route('**/properties', () => undefined);
  await row(page, 'Supply Air Setpoint').click();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  for (const value of ['19.5', '21.5']) {
    await panel.getByRole('textbox', { name: 'Value' }).fill(value);
    await panel.getByRole('button', { name: 'Write', exact: true }).click();
    await panel.getByText(`Took effect, read back ${value} °C.`).waitFor();
  }
  await panel.getByRole('button', { name: 'Undo' }).click();
  await panel.getByText('Took effect, read back 19.5 °C.').waitFor();
});

test('written_byTheGateway_isSaidAgainAfterLoading', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Setpoint');
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByRole('textbox', { name: 'Value' }).fill('19.5');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await panel.getByText('Held at 8, operator, by us.').waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await node(page, 'Supply Air Setpoint').getByText('held at priority 8 by us').waitFor();
  await row(page, 'Supply Air Setpoint').click();
  await panel.getByText('Held at 8, operator, by us.').waitFor();
  await panel.getByText(/^19\.5 °C, at \d\d:\d\d$/).waitFor();
  await panel.getByRole('button', { name: 'Relinquish 8' }).click();
  await panel.getByText('Held at 16, schedule.').waitFor();
  expect(await node(page, 'Supply Air Setpoint').getByText('by us').count()).toBe(0);
});

test('held_butAnotherWins_isOnlySaidToBeWritten_andTheAgeStays', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Setpoint');
  const setpoint = node(page, 'Supply Air Setpoint');
  await setpoint.getByText('not deployed').waitFor();
  await setpoint.getByText(/^\d+ s ago$/).waitFor();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByRole('textbox', { name: 'Value' }).fill('19.5');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await setpoint.getByText('held at priority 8 by us').waitFor();
  await setpoint.getByText(/^\d+ s ago$/).waitFor();
  fixture!.site.points().find((point) => point.id === '1001.analogValue.4')!.slots[5] = 25;
  await setpoint.getByText('written at priority 8 by us').waitFor();
});

test('pointThatItsDeviceRefuses_isSaidInItsWords', async () => {
  const { page } = await open();
  const refused = fixture!.site.points().find((point) => point.id === '1001.analogInput.1')!;
  refused.error = { code: 'device_error', message: 'The device answered: unknown object; if its configuration changed, discover it again' };
  await place(page, 'Supply Air Temp');
  const words = node(page, 'Supply Air Temp').getByText('bad · unknown object');
  await words.waitFor();
  expect(await words.getAttribute('title')).toBe('The device answered: unknown object; if its configuration changed, discover it again.');
  await row(page, 'Supply Air Temp').getByText('unknown object').waitFor();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByText('The device answered: unknown object; if its configuration changed, discover it again').waitFor();
});

test('held_releasedByAnotherBrowser_isNoLongerSaidToBeOurs', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Setpoint');
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByRole('textbox', { name: 'Value' }).fill('19.5');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await node(page, 'Supply Air Setpoint').getByText('held at priority 8 by us').waitFor();
  await row(page, 'Supply Air Temp').click();
  fixture!.site.write({ point_id: '1001.analogValue.4', value: null }, () => undefined);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await node(page, 'Supply Air Setpoint').getByText('held at priority 8 by us').waitFor({ state: 'detached' });
});

test('values_thatNoTopicConfirmsForLong_areCurrentAtOnce', async () => {
  const { page } = await open({ silent: true });
  await row(page, 'Supply Air Setpoint').getByText('17.5 °C').waitFor();
  await place(page, 'Supply Air Setpoint');
  await node(page, 'Supply Air Setpoint').getByText('good').waitFor();
});

test('blocks_placedOneByOne_comeIntoSight', async () => {
  const { page } = await open();
  await page.getByRole('tab', { name: 'Blocks' }).click();
  const blocks = page.locator('.react-flow__node-calculation');
  for (let i = 1; i <= 8; i++) {
    await page.getByRole('button', { name: /^Calculation/ }).click();
    await expect.poll(() => blocks.count()).toBe(i);
  }
  const tools = (await page.getByRole('toolbar', { name: 'Canvas' }).boundingBox())!;
  await expect.poll(async () => { const last = (await blocks.last().boundingBox())!; return last.y + last.height; }).toBeLessThan(tools.y);
});

test('write_valueThatComesLater_startsTheField', async () => {
  fixture = await startFixture();
  const ahu = fixture.site.devices[0]!;
  ahu.dies = true;
  const { page } = await open();
  await row(page, 'Supply Air Setpoint').click();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  const field = panel.getByRole('textbox', { name: 'Value' });
  await panel.getByText('Last success').waitFor();
  expect(await field.inputValue()).toBe('');
  ahu.dies = false;
  await expect.poll(() => field.inputValue()).toBe('17.5');
});

test('point_readBy_isWhatTheGatewayDoesNow', async () => {
  const { page } = await open();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await row(page, 'Supply Air Setpoint').click();
  await panel.getByText(/^as the device reports changes, checked at \d\d:\d\d:\d\d$/).waitFor();
  await row(page, 'Supply Air Temp').click();
  await panel.getByText('every 5 s, with other points').waitFor();
});

test('freshVisitor_consoleHasNothingToSay', async () => {
  fixture = await startFixture();
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(fixture.url);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(said).toEqual([]);
});

test('deploy_changes_areShownSentAndKept', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Temp');
  await place(page, 'Flow Temp');
  await node(page, 'Flow Temp').getByText('not deployed').waitFor();
  await page.getByRole('button', { name: 'Deploy · 2 changes' }).click();
  await page.getByText('2 added').waitFor();
  await page.getByRole('button', { name: 'Deploy now' }).click();
  await page.getByText('Deployed as revision 13.').waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await node(page, 'Flow Temp').waitFor();
  expect(await page.getByRole('button', { name: 'Deploy', exact: true }).isVisible()).toBe(true);
});

test('deploy_panel_namesThePointsAndAsksTheGatewayWhatTheyCost', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Temp');
  await node(page, 'Supply Air Temp').getByText('not deployed').waitFor();
  await page.getByRole('button', { name: 'Deploy · 1 change' }).click();
  const panel = page.getByRole('group', { name: 'Deploy' });
  await panel.getByText('Supply Air Temp', { exact: true }).waitFor();
  await panel.getByLabel('Read only the points on the canvas').check();
  await panel.getByText('about 0.2', { exact: true }).waitFor();
  await panel.getByPlaceholder('as it is').fill('100');
  await panel.getByText('less than 0.1', { exact: true }).waitFor();
  let listed = 0;
  page.on('request', (request) => (listed += request.url().endsWith('/api/points') ? 1 : 0));
  await panel.getByRole('button', { name: 'Deploy now' }).click();
  await page.getByText('Deployed as revision 13.').waitFor();
  await expect.poll(() => listed).toBe(1);
});

test('deploy_byAnotherBrowser_isNoticedNotOverwritten', async () => {
  const first = await open();
  await place(first.page, 'Supply Air Temp');
  await first.page.getByText('Saved', { exact: true }).waitFor();
  const second = await open();
  await node(second.page, 'Supply Air Temp').waitFor();
  await place(first.page, 'Flow Temp');
  await first.page.getByRole('button', { name: /^Deploy/ }).click();
  await first.page.getByRole('button', { name: 'Deploy now' }).click();
  await first.page.getByText('Deployed as revision 13.').waitFor();
  await second.page.getByText('Another browser has changed this project').waitFor();
  await second.page.getByRole('button', { name: 'Load that version' }).click();
  await node(second.page, 'Flow Temp').waitFor();
});

test('deploy_byAnotherBrowser_keptMineIsDeployedOverIt', async () => {
  const first = await open();
  await place(first.page, 'Supply Air Temp');
  await first.page.getByText('Saved', { exact: true }).waitFor();
  const second = await open();
  await node(second.page, 'Supply Air Temp').waitFor();
  await place(second.page, 'Return Air Temp');
  await second.page.getByText('Saved', { exact: true }).waitFor();
  await first.page.getByRole('button', { name: /^Deploy/ }).click();
  await first.page.getByRole('button', { name: 'Deploy now' }).click();
  await first.page.getByText('Another browser has saved this project.').waitFor();
  await first.page.keyboard.press('Escape');
  await first.page.getByRole('button', { name: 'Keep mine' }).click();
  await first.page.getByText('Saved', { exact: true }).waitFor();
  await second.page.getByText('Another browser has changed this project').waitFor();
  expect(await node(first.page, 'Return Air Temp').count()).toBe(0);
});

test('gateway_killed_nothingStaysGood', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Temp');
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
  fixture!.killGateway();
  await page.getByText('The gateway is offline.').waitFor();
  await node(page, 'Supply Air Temp').getByText('stale').waitFor();
  expect(await page.locator('.react-flow__node, [role=treeitem], aside').getByText('good', { exact: true }).filter({ visible: true }).count()).toBe(0);
  fixture!.startGateway();
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
  expect(await page.getByText('The gateway is offline.').count()).toBe(0);
});

test('network_cut_countsDownAndRecovers', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Temp');
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
  fixture!.cut();
  await page.getByText(/Reconnecting in \d s/).waitFor();
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
});

test('broker_away_isNotTakenForTheGateway', async () => {
  const { page } = await open();
  let away = true;
  await page.routeWebSocket(/\/mqtt$/, (socket) => void (away ? socket.close() : socket.connectToServer()));
  await page.reload();
  await page.getByText('The gateway answers, but the connection to its MQTT broker fails.').waitFor();
  away = false;
  await page.getByText('The gateway answers, but').waitFor({ state: 'detached' });
  await page.getByText('The connection to the gateway is lost.').waitFor({ state: 'detached' });
});

test('canvas_undoRedoCopyPasteDelete_byKeys', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Temp');
  await node(page, 'Supply Air Temp').locator('span', { hasText: 'Supply Air Temp' }).click();
  const count = () => page.locator('.react-flow__node').count();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect.poll(count).toBe(2);
  await page.keyboard.press('Control+z');
  await expect.poll(count).toBe(1);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(count).toBe(2);
  await page.keyboard.press('Delete');
  await expect.poll(count).toBe(1);
});

test('chart_notLoaded_takesNothingElseWithIt', async () => {
  const { page } = await open();
  await page.route('**/assets/Chart-*.js', (route) => route.abort());
  await row(page, 'Flow Temp').click();
  await page.getByText('The chart cannot be shown. Load the page again.').waitFor();
  await page.getByRole('complementary', { name: 'Chosen point' }).getByText('Properties').waitFor();
  await place(page, 'Supply Air Temp');
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
});

test('trend_comparedWithAnother_drawsBothAndSavesThem', async () => {
  const { page, complaints } = await open();
  await row(page, 'Flow Temp').click();
  await page.getByLabel('Compare with another point').fill('boiler return');
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: 'Trend of Flow Temp, Return Temp' }).locator('canvas').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const rows = (await readFile(await (await saved).path(), 'utf8')).split('\r\n');
  expect(rows[0]).toBe('"time","Flow Temp [°C] (1003.analogInput.3)","Return Temp [°C] (1003.analogInput.4)"');
  expect(rows[1]).toMatch(/^\d{4}-.*Z,[\d.]+,[\d.]+$/);
  expect(complaints).toEqual([]);
});

test('trend_loadFailed_isRepeated_andTheCursorReadsOut', async () => {
  const { page } = await open();
  let refused = 0;
  await page.route('**/api/history?*buckets=144', (route) => (refused++ === 0 ? route.fulfill({ status: 503, json: { detail: 'The history is being opened.' } }) : route.fallback()));
  await row(page, 'Flow Temp').click();
  const panel = page.getByRole('complementary', { name: 'Chosen point' });
  await panel.getByText('The history is being opened.').waitFor();
  const chart = panel.getByRole('img', { name: 'Trend of Flow Temp' });
  await chart.locator('canvas').waitFor();
  await chart.hover();
  await panel.getByRole('listitem').filter({ hasText: /^Flow Temp.*\d °C$/ }).waitFor();
  await panel.getByText(/^\d+ \w{3} \d\d:\d\d$/).waitFor();
});

test('valueNodes_connected_workOutLive', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Setpoint');
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await page.getByRole('button', { name: /Constant/ }).click();
  await page.getByRole('button', { name: /Calculation/ }).click();
  const handle = (name: string) => page.getByLabel(name);
  await handle('Output of Supply Air Setpoint, a number').dragTo(handle('Input a of Calculation, takes number'));
  await handle('Output of Constant, a number').dragTo(handle('Input b of Calculation, takes number'));
  await node(page, 'a − b').getByText('−2.5').waitFor();
  await node(page, 'a − b').getByText('°C').waitFor();
});

test('valueNode_wrongKindDrawn_isToldWhyNot', async () => {
  const { page } = await open();
  await place(page, 'Filter Status');
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await page.getByRole('button', { name: /Calculation/ }).click();
  await page.getByLabel('Output of Filter Status, a boolean').dragTo(page.getByLabel('Input a of Calculation, takes number'));
  await page.getByText('Not connected: a takes a number, not a boolean.').waitFor();
});

test('valueNode_fedFromOffTheScreen_hasItsPointWatched', async () => {
  fixture = await startFixture({ extra: 200 });
  const pointId = fixture.site.points().at(-1)!.id;
  const edge = (source: string, targetHandle: string) => ({ id: `${source}${targetHandle}`, source, target: 'c', targetHandle });
  const nodes = [
    { id: 'p', type: 'point', position: { x: 40_000, y: 0 }, data: { point_id: pointId } },
    { id: 'k', type: 'constant', position: { x: 0, y: 0 }, data: { value: 1, label: 'One' } },
    { id: 'c', type: 'calculation', position: { x: 300, y: 0 }, data: { op: '+', label: 'Sum' } },
  ];
  fixture.rest.projects.set('p1', { id: 'p1', name: 'Building', revision: 1, flow: { nodes, edges: [edge('p', 'a'), edge('k', 'b')] } });
  const { page } = await open();
  const heard = new Promise<void>((done) => page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => payload.toString().includes(`/${pointId}`) && done())));
  await page.reload();
  await heard;
});

test('blocks_state_isOnOrOff', async () => {
  const { page } = await open();
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await page.getByRole('button', { name: /^State/ }).click();
  await node(page, 'const').getByRole('combobox', { name: 'Value' }).selectOption('Off');
  await page.getByLabel('Output of State, a boolean').waitFor();
});

test('valueNode_gatewayGone_showsNoOldResult', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Setpoint');
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await page.getByRole('button', { name: /Calculation/ }).click();
  for (const input of ['a', 'b']) {
    await page.getByLabel(`Source of ${input} of Calculation`).focus();
    await page.getByLabel(`Source of ${input} of Calculation`).selectOption({ label: 'Supply Air Setpoint' });
  }
  await node(page, 'a − b').getByText('good').waitFor();
  fixture!.killGateway();
  await node(page, 'a − b').getByText('stale').waitFor();
  await node(page, 'a − b').getByText('–', { exact: true }).waitFor();
});

test('palette_findsAndPlaces_byKeys', async () => {
  const { page } = await open();
  await search(page, 'boiler flow', 'Flow Temp');
  await node(page, 'Flow Temp').getByText('good').waitFor();
});

test('palette_findsNotesAndDevices', async () => {
  const { page } = await open({ extra: 200 });
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await page.getByRole('button', { name: /^Note/ }).click();
  await page.getByLabel('Note', { exact: true }).fill('Ask the janitor\nabout the key');
  await page.getByRole('tab', { name: 'Discover' }).click();
  await search(page, 'janitor key', 'Ask the janitor');
  await page.locator('.react-flow__node.selected').waitFor();
  const last = fixture!.site.devices.at(-1) as unknown as { id: number; name: string };
  await search(page, `device ${last.id}`, last.name);
  await page.locator(`#tree-${last.id}`).waitFor();
  expect(await page.getByRole('tree').getAttribute('aria-activedescendant')).toBe(`tree-${last.id}`);
});

test('palette_quickerThanTheFlow_placesOnceItIsLoaded', async () => {
  const { page } = await open();
  let load = (): void => undefined;
  const asked = new Promise<void>((resolve) => (load = resolve));
  await page.route('**/api/projects*', async (route) => (await asked, route.continue()));
  await page.reload();
  await search(page, 'boiler flow', 'Flow Temp');
  load();
  await node(page, 'Flow Temp').getByText('good').waitFor();
});

test('load_gatewayRefusesAtFirst_nothingIsPlacedBesideTheFlow', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Temp');
  await page.getByText('Saved', { exact: true }).waitFor();
  let refusing = true;
  const refuse = (path: string) => page.route(path, (route) => (refusing ? route.fulfill({ status: 503, json: { detail: 'The database is not there yet.' } }) : route.fallback()));
  await Promise.all(['**/api/projects', '**/api/points'].map(refuse));
  await page.reload();
  await page.getByText('The flow is not loaded yet: The database is not there yet.').waitFor();
  expect(await page.locator('.react-flow').count()).toBe(0);
  expect(await page.getByText('Name this gateway').count()).toBe(0);
  refusing = false;
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
  await row(page, 'Supply Air Temp').waitFor();
});

test('load_pointsAreRefusedAtFirst_nobodyIsTakenForANewcomer', async () => {
  const { page } = await open();
  let refusing = true;
  await page.route('**/api/points', (route) => (refusing ? route.fulfill({ status: 503, json: { detail: 'The database is not there yet.' } }) : route.fallback()));
  await page.reload();
  await page.getByText('The database is not there yet.').waitFor();
  expect(await page.getByText('Name this gateway').count()).toBe(0);
  refusing = false;
  await row(page, 'Supply Air Temp').waitFor();
});

test('signOut_refused_saysThatOneIsStillSignedIn', async () => {
  const { page } = await open();
  let refusing = true;
  await page.route('**/api/session', (route) => (refusing && route.request().method() === 'DELETE' ? route.fulfill({ status: 503, json: { detail: 'The gateway is just starting.' } }) : route.fallback()));
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are still signed in. The gateway is just starting.').waitFor();
  refusing = false;
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password', { exact: true }).waitFor();
});

test('close_beforeAllIsSaved_isAskedAbout', async () => {
  const { page } = await open();
  await page.route('**/api/projects/*', (route) => (route.request().method() === 'PUT' ? undefined : route.fallback()));
  await place(page, 'Supply Air Temp');
  await page.getByText('Saving…', { exact: true }).waitFor();
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  expect((await asked).type()).toBe('beforeunload');
  await (await asked).accept();
});

test('signOutAndIn_pointChosenBeforeTheFlowIsThere_isPlacedOnIt', async () => {
  const { page } = await open();
  await place(page, 'Supply Air Temp');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password', { exact: true }).waitFor();
  let load = (): void => undefined;
  const asked = new Promise<void>((resolve) => (load = resolve));
  await page.route('**/api/projects*', async (route) => (await asked, route.continue()));
  await page.getByLabel('Password', { exact: true }).fill('bms');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Password', { exact: true }).waitFor({ state: 'detached' });
  await search(page, 'boiler flow', 'Flow Temp');
  expect(await page.locator('.react-flow__node').count()).toBe(0);
  load();
  await node(page, 'Flow Temp').getByText('good').waitFor();
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
});

/** One finger that goes from place to place, and is lifted at the last. */
async function swipe(page: Page, ...places: { x: number; y: number }[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const [i, place] of places.entries()) await session.send('Input.dispatchTouchEvent', { type: i === 0 ? 'touchStart' : 'touchMove', touchPoints: [place] });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('tablet_fingerMovesSideways_takesAPointOntoTheCanvas', async () => {
  const { page, complaints } = await open({}, { width: 1024, height: 768, touch: true });
  const from = (await row(page, 'Supply Air Temp').boundingBox())!;
  const main = (await page.getByRole('main').boundingBox())!;
  const start = { x: from.x + 60, y: from.y + 20 };
  const end = { x: main.x + 240, y: main.y + 240 };
  await swipe(page, start, { x: start.x + 40, y: start.y }, { x: start.x + 160, y: start.y + 20 }, end);
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
  const placed = (await node(page, 'Supply Air Temp').boundingBox())!;
  expect(Math.hypot(placed.x + 120 - end.x, placed.y + 24 - end.y)).toBeLessThan(16);
  await swipe(page, start, { x: start.x + 40, y: start.y }, start);
  expect(await page.locator('.react-flow__node').count()).toBe(1);
  expect(complaints).toEqual([]);
});

test('tablet_fingerMovesUp_scrollsTheTree', async () => {
  const { page } = await open({ extra: 100 }, { width: 1024, height: 768, touch: true });
  const from = (await row(page, 'Supply Air Temp').boundingBox())!;
  const places = Array.from({ length: 12 }, (_, i) => ({ x: from.x + 60, y: from.y + 320 - i * 20 }));
  await swipe(page, ...places);
  await expect.poll(() => page.getByRole('tree').evaluate((tree) => tree.scrollTop)).toBeGreaterThan(50);
  expect(await page.locator('.react-flow__node').count()).toBe(0);
});

test('tablet_taps_placeAPointAndABlock', async () => {
  const { page } = await open({}, { width: 1024, height: 768, touch: true });
  await row(page, 'Supply Air Temp').tap();
  await page.getByRole('button', { name: 'Add to the canvas' }).tap();
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
  await page.getByRole('tab', { name: 'Blocks' }).tap();
  await page.getByRole('button', { name: /Constant/ }).tap();
  await expect.poll(() => page.locator('.react-flow__node').count()).toBe(2);
});

test('tablet_selection_isFramedDuplicatedAndDeleted_byFinger', async () => {
  const { page } = await open({}, { width: 1280, height: 800, touch: true });
  await place(page, 'Supply Air Temp');
  await place(page, 'Return Air Temp');
  const count = (what = '') => page.locator(`.react-flow__node${what}`).count();
  await expect.poll(() => count()).toBe(2);
  const main = (await page.getByRole('main').boundingBox())!;
  await page.getByRole('button', { name: 'Select', exact: true }).tap();
  const from = { x: main.x + main.width / 2, y: main.y + 400 };
  await swipe(page, from, { x: main.x + 300, y: main.y + 300 }, { x: main.x + 20, y: main.y + 20 });
  await expect.poll(() => count('.selected')).toBe(2);
  // A tap just after a swipe only stops its fling, so these are no taps.
  await page.getByRole('button', { name: 'Duplicate' }).click();
  await expect.poll(() => count()).toBe(4);
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => count()).toBe(2);
});

test('projects_several_theOneThatWasOpenIsOpenedAgain', async () => {
  fixture = await startFixture();
  const flow = (point_id: string) => ({ nodes: [{ id: 'p', type: 'point', position: { x: 0, y: 0 }, data: { point_id } }], edges: [] });
  fixture.rest.projects.set('p1', { id: 'p1', name: 'Annexe', revision: 1, flow: flow('1001.analogInput.1') });
  fixture.rest.projects.set('p2', { id: 'p2', name: 'Building', revision: 1, flow: flow('1001.analogInput.2') });
  const { page } = await open();
  await node(page, 'Supply Air Temp').waitFor();
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByLabel('Project').selectOption('Building');
  await node(page, 'Return Air Temp').waitFor();
  await page.reload();
  await node(page, 'Return Air Temp').waitFor();
  expect(await node(page, 'Supply Air Temp').count()).toBe(0);
});

test('tree_arrowKeysAndEnter_placeAPoint', async () => {
  const { page } = await open();
  await page.getByRole('tree').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await node(page, 'Supply Air Temp').getByText('good').waitFor();
});

test('tree_walkedThrough_asksOnlyForThePropertiesOfWhereOneStays', async () => {
  const { page } = await open();
  const asked: string[] = [];
  page.on('request', (request) => request.url().endsWith('/properties') && asked.push(request.url()));
  // All keys in one turn of the page: on a busy machine keys that come one by one are a stay at each. React draws between two awaits.
  await page.getByRole('tree').evaluate(async (tree) => {
    for (let i = 0; i < 6; i++) {
      tree.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
      await null;
    }
  });
  await page.getByText('Object name').waitFor();
  expect(asked.length).toBe(1);
});

test('signIn_wrongFiveTimes_isLockedInWords', async () => {
  fixture = await startFixture();
  const page = await browser.newPage();
  await page.goto(fixture.url);
  for (let i = 0; i < 6; i++) {
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(i < 5 ? 'User or password is wrong.' : 'Five wrong passwords').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  }
  await page.getByText(/Try again in \d+ s/).waitFor();
});

test('signIn_portWithoutTls_warnsBeforeAPasswordIsTyped', async () => {
  fixture = await startFixture({ warnings: ['Port 3000 is open to the network without TLS.'] });
  const page = await browser.newPage();
  await page.goto(fixture.url);
  await page.getByText('Port 3000 is open to the network without TLS.').waitFor();
  await page.getByLabel('Password').fill('bms');
});

test('optionalApis_absent_areSaidInASentence', async () => {
  const { page, complaints } = await open({ offers: { history: false, properties: false } });
  await place(page, 'Supply Air Setpoint');
  await page.getByText('This gateway keeps no history').waitFor();
  await page.getByText('This gateway does not offer the properties of a point.').waitFor();
  expect(complaints).toEqual([]);
});

test('axe_mainViews_nothingSerious', async () => {
  for (const dark of [false, true]) {
    const { page } = await open({}, { dark });
    await place(page, 'Supply Air Setpoint');
    await place(page, 'Filter Status');
    await node(page, 'Filter Status').getByText('uncertain').waitFor();
    await row(page, 'Supply Air Setpoint').click();
    await page.getByText('Priority array').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Discover' }).click();
    await page.getByRole('button', { name: /^Deploy/ }).click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  }
});
