// SPDX-License-Identifier: GPL-3.0-only
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fixture, FixtureOptions } from '../../dev/server.mjs';
import { launch, openPage, type Look } from './browser';
import { startFixture } from './fixture';

/** What is typed, what is shown, and what stands beside it. */
let browser: Browser;
let fixture: Fixture | undefined;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fixture?.stop();
  fixture = undefined;
});

async function open(options: FixtureOptions = {}, look: Look = {}): Promise<Page> {
  fixture = await startFixture(options);
  return (await openPage(browser, fixture.url, look)).page;
}

const row = (page: Page, name: string) => page.getByRole('treeitem').filter({ hasText: name }).first();
const node = (page: Page, name: string) => page.locator('.react-flow__node').filter({ hasText: name }).first();
const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Chosen point' });
const slotsOf = (id: string) => fixture!.site.points().find((point) => point.id === id)!.slots;

test('write_whatIsTyped_isSaidBeforeItIsWritten_orRefused', async () => {
  const page = await open();
  await row(page, 'Supply Air Setpoint').click();
  const panel = panelOf(page);
  const field = panel.getByRole('textbox', { name: 'Value' });
  expect(await field.getAttribute('inputmode')).toBe('decimal');
  for (const text of ['1,250', '1.250,5', '1 250', '21 °C']) {
    await field.fill(text);
    await panel.getByText(`“${text}”`).waitFor();
    expect(await panel.getByRole('button', { name: 'Write', exact: true }).isDisabled()).toBe(true);
    await field.press('Enter');
  }
  await field.fill('21,5');
  expect(await panel.locator('output').textContent()).toBe('Writes 21.5 °C at priority 8');
  await field.press('Enter');
  await panel.getByText('Took effect, read back 21.5 °C.').waitFor();
  expect(slotsOf('1001.analogValue.4')).toEqual({ 8: 21.5, 16: 17.5 });
});

test('write_forATime_isSaidBefore_after_andWithWhatIsHeld', async () => {
  const page = await open();
  await row(page, 'Supply Air Setpoint').click();
  const panel = panelOf(page);
  const field = panel.getByRole('textbox', { name: 'Value' });
  const heldFor = () => (Date.parse(fixture!.site.points().find((point) => point.id === '1001.analogValue.4')!.held![0]!.until!) - Date.now()) / 60_000;
  await field.fill('21,5');
  await panel.getByLabel('How long').selectOption('for 15 min');
  expect(await panel.locator('output').textContent()).toBe('Writes 21.5 °C at priority 8 for 15 min');
  await field.press('Enter');
  await panel.getByText(/^Took effect, read back 21.5 °C. Relinquished at \d\d:\d\d.$/).waitFor();
  await panel.getByText(/^21.5 °C, at \d\d:\d\d, relinquished at \d\d:\d\d$/).waitFor();
  expect(Math.round(heldFor())).toBe(15);
  await panel.getByRole('listitem').getByText('21.5', { exact: true }).waitFor();
  await field.fill('22');
  await panel.getByLabel('How long').selectOption('for 4 h');
  await field.press('Enter');
  await panel.getByText(/^Took effect, read back 22.0 °C. Relinquished at/).waitFor();
  expect(Math.round(heldFor())).toBe(240);
  await panel.getByRole('button', { name: 'Undo' }).click();
  await panel.getByText(/^Took effect, read back 21.5 °C. Relinquished at/).waitFor();
  expect(Math.round(heldFor())).toBe(15);
});

test('write_ofAPointWithoutPriorityArray_offersNoTime', async () => {
  fixture = await startFixture();
  fixture.site.place(1001, 'analogValue', 77, 'Plain Setpoint', 'degreesCelsius', 20, { writable: true });
  const { page } = await openPage(browser, fixture.url);
  await row(page, 'Plain Setpoint').click();
  const panel = panelOf(page);
  await panel.getByText('This point has no priority array').waitFor();
  expect(await panel.getByLabel('How long').count()).toBe(0);
});

test('write_aDate_isTypedInItsForm_orRefusedWithIt', async () => {
  fixture = await startFixture();
  fixture.site.place(1001, 'dateValue', 1, 'Season Start', undefined, '2026-05-01', { writable: true, commandable: true });
  const { page } = await openPage(browser, fixture.url);
  await row(page, 'Season Start').click();
  const panel = panelOf(page);
  await panel.getByText('A date like 2026-01-31, with * for any year, month or day.', { exact: true }).waitFor();
  const field = panel.getByRole('textbox', { name: 'Value' });
  await expect.poll(() => field.inputValue()).toBe('2026-05-01');
  // All of it is in sight.
  const shown = panel.locator('header').getByText('2026-05-01', { exact: true });
  expect(await shown.evaluate((element) => element.scrollWidth <= element.clientWidth && element.clientHeight < 30)).toBe(true);
  await field.fill('1.6.2026');
  await panel.getByText('“1.6.2026” is not what this point takes: write a date like 2026-01-31').waitFor();
  await field.fill('2026-06-01');
  await field.press('Enter');
  await panel.getByText('Took effect, read back 2026-06-01.').waitFor();
  expect(slotsOf('1001.dateValue.1')).toEqual({ 8: '2026-06-01' });
});

test('write_enterInTheUntouchedField_andTheMouseWheel_doNothing', async () => {
  const page = await open();
  await row(page, 'Supply Air Setpoint').click();
  const panel = panelOf(page);
  const field = panel.getByRole('textbox', { name: 'Value' });
  await expect.poll(() => field.inputValue()).toBe('17.5');
  await field.press('Enter');
  await field.hover();
  await page.mouse.wheel(0, 120);
  await field.press('ArrowUp');
  expect(await field.inputValue()).toBe('17.5');
  // A write that was sent would have been answered before this one.
  await field.fill('20');
  await field.press('Enter');
  await panel.getByText('Took effect, read back 20.0 °C.').waitFor();
  expect(slotsOf('1001.analogValue.4')).toEqual({ 8: 20, 16: 17.5 });
});

test('panel_ofAnotherPoint_beginsAtTheTop_andKeepsTheNameInSight', async () => {
  const page = await open();
  await row(page, 'Supply Air Temp').dblclick();
  await row(page, 'Supply Air Setpoint').dblclick();
  const panel = panelOf(page);
  await panel.getByText('COV increment').waitFor();
  await panel.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  const inSight = async (name: string) => {
    const box = (await panel.getByRole('heading', { name, exact: true }).boundingBox())!;
    const pane = (await panel.boundingBox())!;
    return box.y >= pane.y && box.y + box.height <= pane.y + pane.height;
  };
  expect(await panel.evaluate((element) => element.scrollTop)).toBeGreaterThan(100);
  expect(await inSight('Supply Air Setpoint')).toBe(true);
  await row(page, 'Cooling Valve').click();
  await panel.getByRole('heading', { name: 'Cooling Valve' }).waitFor();
  expect(await panel.evaluate((element) => element.scrollTop)).toBe(0);
  expect(await page.locator('.react-flow__node.selected').count()).toBe(0);
  await row(page, 'Supply Air Temp').click();
  await page.locator('.react-flow__node.selected').filter({ hasText: 'Supply Air Temp' }).waitFor();
  expect(await page.locator('.react-flow__node.selected').count()).toBe(1);
});

test('states_haveTheSameWordsEverywhere', async () => {
  const page = await open();
  await row(page, 'Supply Fan').dblclick();
  const panel = panelOf(page);
  await node(page, 'Supply Fan').getByText('Running', { exact: true }).waitFor();
  await row(page, 'Supply Fan').getByText('Running', { exact: true }).waitFor();
  fixture!.site.write({ point_id: '1001.binaryOutput.1', value: 0, priority: 10 }, () => undefined);
  await row(page, 'Mode').click();
  await row(page, 'Supply Fan').click();
  await panel.getByRole('listitem').getByText('Stopped', { exact: true }).waitFor();
  await panel.getByText('Default').waitFor();
  expect(await panel.getByRole('listitem').locator('b').filter({ hasText: /^[01]$/ }).count()).toBe(0);
});

test('states_inPropertiesAndBehindASwitch_areWords', async () => {
  const page = await open();
  const panel = panelOf(page);
  for (const [name, property, words] of [['Supply Fan', 'Feedback value', 'Running'], ['Filter Status', 'Alarm value', 'Dirty'], ['Mode', 'Alarm values', 'Standby']] as const) {
    await row(page, name).dblclick();
    await panel.getByRole('heading', { name }).waitFor();
    await panel.locator('dl > div').filter({ hasText: property }).getByText(words, { exact: true }).waitFor();
  }
  await page.getByRole('tab', { name: 'Blocks' }).click();
  for (const name of [/^State/, /^Switch/]) await page.getByRole('button', { name }).click();
  const choose = async (input: string, label: string) => {
    await page.getByLabel(`Source of ${input} of Switch`).focus();
    await page.getByLabel(`Source of ${input} of Switch`).selectOption({ label });
  };
  await choose('if', 'State');
  for (const [name, words] of [['Supply Fan', 'Running'], ['Mode', 'Occupied']] as const) {
    await choose('then', name);
    await page.locator('.react-flow__node-switch').getByText(words, { exact: true }).waitFor();
  }
});

test('search_wordsAndObjects_findWhatIsMeant', async () => {
  const page = await open({ extra: 200 });
  const names = async (text: string) => {
    await page.getByRole('combobox', { name: 'Search' }).fill(text);
    return (await page.getByRole('listbox', { name: 'Found' }).getByRole('option').allInnerTexts()).map((each) => each.replace(/\n/g, ' '));
  };
  await row(page, 'Supply Air Temp').waitFor();
  await page.keyboard.press('Control+k');
  expect(await names('Temperature Room 1-001')).toEqual(['Room 1-001 Temperature FLOOR-01 · AI 1']);
  expect((await names('AI 9'))[0]).toBe('Supply Air Static Pressure behind the second filter bank, roof level, north-east corner AHU-01 · AI 9');
  expect(await names('1003.analogInput.3')).toEqual(['Flow Temp BOILER-1 · AI 3']);
  await page.keyboard.press('Escape');
  await page.locator('#tree-1001').click();
  await row(page, 'Supply Air Temp').waitFor({ state: 'detached' });
  const tree = page.getByRole('tree');
  await tree.evaluate((element) => element.scrollTo(0, 2_000));
  await page.getByPlaceholder('Filter by name, unit, quality').fill('air setpoint');
  await row(page, 'Supply Air Setpoint').waitFor();
  expect(await tree.evaluate((element) => element.scrollTop)).toBe(0);
  expect(await page.getByRole('treeitem').count()).toBe(2);
});

test('escape_closesWhatIsOpen_alsoAfterTheButtonIsGone', async () => {
  const page = await open();
  await row(page, 'Supply Air Temp').dblclick();
  await page.getByRole('button', { name: /^Deploy/ }).click();
  await page.getByRole('button', { name: 'Deploy now' }).click();
  await page.getByText(/^Deployed as revision/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText(/^Deployed as revision/).waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Supply Air Temp' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('No point chosen').waitFor();
});

test('help_onAQuestionMark_namesTheKeys', async () => {
  const page = await open();
  await row(page, 'Supply Air Temp').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Undo on the canvas').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
  await page.getByPlaceholder('Filter by name, unit, quality').press('?');
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('discover_opensOnBroadcast_andTheTabletHasAllPills', async () => {
  const page = await open({}, { width: 820, height: 1180 });
  await page.getByText('2 of 3', { exact: true }).waitFor();
  await page.locator('#tree-1001').getByText('AHU-01', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Discover' }).click();
  expect(await page.getByRole('radio', { name: 'Broadcast' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Discover', exact: true }).click();
  await page.getByText('Found 3 devices with 13 points.').waitFor();
});

test('discover_whileItRuns_saysHowFarItIs_andWhatIsKnown', async () => {
  const page = await open({ empty: true, discoveryMs: 2_000 });
  await page.getByRole('tab', { name: 'Discover' }).click();
  await page.getByRole('button', { name: 'Use the demo building' }).click();
  await page.getByRole('button', { name: 'Discover', exact: true }).click();
  await page.getByText('AHU-01, 4 of 8 objects').waitFor();
  await page.getByText('13 % · 1 found · 4 addresses asked').waitFor();
  await page.getByText('VAV-2-07, 1 of 2 objects').waitFor();
  await page.getByText('Known so far: AHU-01, VAV-2-07', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Stop waiting' }).click();
  await page.getByText('Stopped waiting. The gateway finishes what it has begun.').waitFor();
});

test('canvas_onATabletAndFromAfar_coversNoNode_andKeepsUnitsAndDeviceNames', async () => {
  const page = await open({}, { width: 820, height: 1180 });
  const names = ['Supply Air Temp', 'Return Air Temp', 'Supply Air Setpoint', 'Cooling Valve', 'Filter Status'];
  for (const name of names) {
    await row(page, name).dblclick();
    await node(page, name).waitFor();
  }
  const device = page.locator('#tree-1001').getByText('AHU-01', { exact: true });
  expect(await device.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  await page.getByRole('button', { name: 'Show everything' }).click();
  const covered = async () => {
    const tools = (await page.getByRole('toolbar', { name: 'Canvas' }).boundingBox())!;
    const boxes = await Promise.all(names.map(async (name) => (await node(page, name).boundingBox())!));
    return boxes.filter((box) => box.y + box.height > tools.y && box.y < tools.y + tools.height && box.x + box.width > tools.x && box.x < tools.x + tools.width).length;
  };
  await expect.poll(covered).toBe(0);
  while ((await page.locator('[data-far="true"]').count()) === 0) await page.getByRole('button', { name: 'Zoom out' }).click();
  await node(page, 'Supply Air Temp').getByText('°C', { exact: true }).waitFor();
  await node(page, 'Cooling Valve').getByText('%', { exact: true }).waitFor();
});

test('node_saysItsDevice_alsoWhileItIsHeldAndNotDeployed', async () => {
  const page = await open();
  await row(page, 'Supply Air Setpoint').dblclick();
  await node(page, 'Supply Air Setpoint').getByText('not deployed').waitFor();
  await node(page, 'Supply Air Setpoint').getByText('AHU-01', { exact: true }).waitFor();
  const panel = panelOf(page);
  await panel.getByRole('textbox', { name: 'Value' }).fill('19.5');
  await panel.getByRole('button', { name: 'Write', exact: true }).click();
  await node(page, 'Supply Air Setpoint').getByText('held at priority 8 by us').waitFor();
  await node(page, 'Supply Air Setpoint').getByText('AHU-01', { exact: true }).waitFor();
});

test('constant_thatIsNoNumber_isRefusedAndNotTaken', async () => {
  const page = await open();
  await page.getByRole('tab', { name: 'Blocks' }).click();
  await page.getByRole('button', { name: /^Constant/ }).click();
  const field = node(page, 'const').getByRole('textbox', { name: 'Value' });
  await field.fill('1,250');
  await node(page, 'const').getByText('can be read in two ways').waitFor();
  await field.fill('22,5');
  await field.press('Enter');
  await expect.poll(() => field.inputValue()).toBe('22.5');
});

test('trend_ofStates_isABandWithTheirWords', async () => {
  const page = await open();
  await row(page, 'Supply Fan').click();
  const panel = panelOf(page);
  const band = panel.getByRole('img', { name: 'States of Supply Fan' });
  for (const state of ['Running', 'Stopped']) await band.getByTitle(new RegExp(`^${state}, .* to \\d\\d:\\d\\d, 2 h$`)).first().waitFor();
  for (const state of ['Running', 'Stopped']) await panel.getByText(new RegExp(`^${state} \\d+ %$`)).waitFor();
  expect(await panel.getByRole('img', { name: /^Trend of/ }).count()).toBe(0);
  await panel.getByLabel('Compare with another point').fill('flow temp');
  await page.keyboard.press('Enter');
  await panel.getByRole('img', { name: 'Trend of Flow Temp' }).locator('canvas').waitFor();
});

test('trend_ownSpanAxisAndStatistics', async () => {
  const page = await open();
  await row(page, 'Flow Temp').click();
  const panel = panelOf(page);
  await panel.getByText(/^min \d\d\.\d · mean \d\d\.\d · max \d\d\.\d °C$/).waitFor();
  await panel.getByText('Own span and axis').click();
  await panel.getByLabel('From', { exact: true }).fill('2026-01-05T06:00');
  await panel.getByLabel('To', { exact: true }).fill('2026-01-05T05:00');
  await panel.getByRole('button', { name: 'Show', exact: true }).click();
  await panel.getByText('The end has to come after the beginning.').waitFor();
  const asked = page.waitForRequest((request) => request.url().includes('/history?') && request.url().includes('from=2026-01-05T05%3A00%3A00.000Z'));
  await panel.getByLabel('To', { exact: true }).fill('2026-01-05T18:00');
  await panel.getByLabel('Axis from').fill('-5,5');
  await panel.getByRole('button', { name: 'Show', exact: true }).click();
  // By the clock of the site, an hour ahead of UTC in winter.
  expect((await asked).url()).toContain('to=2026-01-05T17%3A00%3A00.000Z');
  await panel.getByRole('button', { name: 'Live again' }).click();
  await panel.getByRole('button', { name: 'Live again' }).waitFor({ state: 'detached' });
});

test('trend_forGermanExcel_isChosenOnce', async () => {
  const page = await open();
  await row(page, 'Flow Temp').click();
  const panel = panelOf(page);
  await panel.getByText(/^min/).waitFor();
  await panel.getByLabel('CSV format').selectOption('Excel, German');
  await page.reload();
  await row(page, 'Flow Temp').click();
  await panel.getByText(/^min/).waitFor();
  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as CSV' }).click();
  const [head = '', first] = (await readFile(await (await saved).path(), 'utf8')).split('\r\n');
  expect(head).toBe('\ufeff"time (Europe/Zurich)";"time (UTC)";"Flow Temp [°C] (1003.analogInput.3)"');
  expect(first).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d;\d{4}-\d\d-\d\d \d\d:\d\d:\d\d;\d\d,\d$/);
});

test('trend_ofOneSample_isAMinute', async () => {
  fixture = await startFixture();
  const { page } = await openPage(browser, fixture.url);
  await page.route('**/api/history?*', (route) => route.fulfill({ json: { series: [] } }));
  await row(page, 'Flow Temp').click();
  const panel = panelOf(page);
  await panel.getByRole('img', { name: 'Trend of Flow Temp' }).locator('canvas').waitFor();
  await panel.getByText('Own span and axis').click();
  await expect.poll(async () => {
    const [from, to] = await Promise.all(['From', 'To'].map((label) => panel.getByLabel(label, { exact: true }).inputValue()));
    return (Date.parse(to!) - Date.parse(from!)) / 60_000;
  }).toBeLessThanOrEqual(2);
});

test('tags_areChanged_andTakenBack', async () => {
  const page = await open();
  await row(page, 'Supply Air Setpoint').click();
  const tags = panelOf(page).getByRole('region', { name: 'Tags' });
  await tags.getByText('Read from unit, type and name.').waitFor();
  await tags.getByRole('button', { name: 'Change tags' }).click();
  await tags.getByLabel('Tags', { exact: true }).fill('sp Temp');
  await tags.getByText('"Temp" is no tag').waitFor();
  await tags.getByLabel('Tags', { exact: true }).fill('sp temp, discharge air');
  await page.keyboard.press('Enter');
  await tags.getByText('Given by people.').waitFor();
  expect(await tags.getByRole('listitem').allTextContents()).toEqual(['sp', 'temp', 'discharge', 'air']);
  await tags.getByRole('button', { name: 'Take back' }).click();
  await tags.getByText('Read from unit, type and name.').waitFor();
  expect(await tags.getByRole('listitem').allTextContents()).toEqual(['sp']);
});

test('largeSite_whatIsSeen_isLive_andEverySampleIsHeardForAQualityOnly', async () => {
  const page = await open({ extra: 2_000 }, { width: 1440, height: 900 });
  let [sent, received] = ['', ''];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => void (sent += payload.toString()));
    socket.on('framereceived', ({ payload }) => void (received += payload.toString()));
  });
  // What the page that signed in has sent was not seen.
  await page.reload();
  const changes = async (id: string): Promise<void> => {
    const seen = page.locator(`[id="tree-${id}"]`);
    await seen.getByText('°C').waitFor();
    const before = await seen.textContent();
    await expect.poll(() => (fixture!.say(id), seen.textContent())).not.toBe(before);
  };
  await row(page, 'Supply Air Temp').getByText('°C').waitFor();
  await page.getByRole('tree').evaluate((tree) => void (tree.scrollTop = 900));
  await changes('2000.analogInput.5');
  await page.getByRole('tree').evaluate((tree) => void (tree.scrollTop = 0.5 * tree.scrollHeight));
  await page.locator('[id="tree-2000.analogInput.5"]').waitFor({ state: 'detached' });
  const far = (await page.locator('[role=treeitem][aria-level="2"]').nth(12).getAttribute('id'))!.slice('tree-'.length);
  await changes(far);
  expect(sent).toContain(`/${far}`);
  expect(sent).not.toContain('/bulk');
  expect(received).not.toContain('batch_id');
  await page.getByLabel('Quality').selectOption('bad');
  await row(page, 'Zone Setpoint').waitFor();
  expect(await page.getByRole('treeitem', { level: 2 }).count()).toBe(2);
  await expect.poll(() => received).toContain('batch_id');
  expect(sent).toContain('/bulk');
});
