// SPDX-License-Identifier: GPL-3.0-only
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OpenSession } from '../../src/people/rest';
import { launch, type Look } from '../ui/browser';
import { seriousFaults } from '../ui/axe';
import { makePackage } from './package';
import { choose, LIMIT_MS, panelOf, row, signIn } from './page';
import { Building, Gateway, PASSWORD, until, WORK } from './processes';
import { Operator } from './rest';

/** What the issue of a real building is: the built gateway, the simulated building, and a browser that clicks. */
let browser: Browser;
let building: Building;
beforeAll(async () => {
  browser = await launch();
  building = await Building.start();
});
afterAll(async () => {
  await browser?.close();
  await building?.stop();
});
afterEach(async ({ task }) => {
  for (const context of browser.contexts()) {
    if (task.result?.state === 'fail') await Promise.all(context.pages().map((page, i) => page.screenshot({ path: join(WORK, `${task.name}-${new URL(page.url()).hostname}-${i}.png`) })));
    await context.close();
  }
});

async function newContext({ width = 1280, height = 720, dark = false }: Look = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', acceptDownloads: true });
  context.setDefaultTimeout(LIMIT_MS);
  return context;
}

const complaints: string[] = [];
function listen(page: Page): Page {
  complaints.length = 0;
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !/401|WebSocket|Cross-Origin-Opener-Policy/.test(message.text()) && complaints.push(message.text()));
  return page;
}

const node = (page: Page, name: string) => page.locator('.react-flow__node').filter({ hasText: name }).first();
const numberIn = async (page: Page, name: string) => Number(/(-?\d+(\.\d+)?)\s*°C/.exec((await node(page, name).textContent())?.replace('−', '-') ?? '')?.[1]);

async function place(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) {
    await page.getByPlaceholder('Filter by name, unit, quality').fill(name);
    await row(page, name).dblclick();
    await node(page, name).waitFor();
  }
  await page.getByPlaceholder('Filter by name, unit, quality').fill('');
}

const SHOTS = process.env['BMS_SHOTS'];
async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled', caret: 'hide' });
}

describe('an empty gateway', () => {
  let gateway: Gateway;
  beforeAll(async () => void (gateway = await Gateway.start(building)));
  afterAll(() => gateway?.stop());

  test('firstRun_threeSteps_leadToALiveValueThatIsDeployed', async () => {
    const page = listen(await (await newContext()).newPage());
    await page.goto(gateway.page);
    await signIn(page);
    await page.getByRole('button', { name: 'Use this identity' }).waitFor();
    await shot(page, 'first-run');
    await page.getByRole('button', { name: 'Use this identity' }).click();
    await page.getByRole('main').getByRole('button', { name: 'Discover devices' }).click();
    await page.getByRole('button', { name: 'Use the demo building' }).click();
    await page.getByRole('button', { name: 'Discover', exact: true }).click();
    await page.getByText('Found 4 devices with 120 points.').waitFor();
    await page.getByRole('button', { name: 'Place a point' }).click();
    await node(page, 'Supply Air Temp').getByText('good').waitFor();
    expect(await numberIn(page, 'Supply Air Temp')).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'Deploy · 1 change' }).click();
    await page.getByText('1 added').waitFor();
    await page.getByRole('button', { name: 'Deploy now' }).click();
    await page.getByText(/^Deployed as revision \d+\.$/).waitFor();
    await page.reload();
    await node(page, 'Supply Air Temp').getByText('good').waitFor();
    expect(await node(page, 'Supply Air Temp').getByText('not deployed').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('identity_changed_pageGoesOnBelowTheNewTopics', async () => {
    const page = listen(await (await newContext()).newPage());
    await page.goto(gateway.page);
    await signIn(page);
    await node(page, 'Supply Air Temp').getByText('good').waitFor();
    await page.getByRole('button', { name: /Account of/ }).click();
    await page.getByText('Identity', { exact: true }).click();
    await page.getByLabel('Site').fill('tower-b');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('banner').getByText('tower-b').waitFor();
    await page.keyboard.press('Escape');
    await node(page, 'Supply Air Temp').getByText('good').waitFor();
  });

  test('password_changed_oldOneIsRefused', async () => {
    const page = listen(await (await newContext()).newPage());
    await page.goto(gateway.page);
    await signIn(page);
    await page.getByRole('button', { name: /Account of/ }).click();
    await page.getByText('Password', { exact: true }).click();
    await page.getByLabel('Present password').fill(PASSWORD);
    await page.getByLabel('New password').fill('another long password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password is changed.').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Sign in to see the building.').waitFor();
    await signIn(page);
    await page.getByText('The name or the password is wrong. Try again.').waitFor();
    await signIn(page, 'another long password');
    await page.getByRole('heading', { name: 'Designer' }).waitFor();
    await page.getByText('Connected').waitFor();
  });

  test('signIn_wrongSixTimesOnTheGatewaysOwnMachine_theRightOneNeedNotWait', async () => {
    const page = listen(await (await newContext()).newPage());
    await page.goto(gateway.page);
    for (let i = 1; i <= 6; i++) {
      await signIn(page, 'wrong');
      await page.getByText('The name or the password is wrong. Try again.').waitFor();
      await page.getByLabel('Password', { exact: true }).fill('');
    }
    await signIn(page, 'another long password');
    await page.getByText('Connected').waitFor();
  });
});

describe('a running building', () => {
  let gateway: Gateway;
  let operator: Operator;
  beforeAll(async () => {
    gateway = await Gateway.start(building, { BMS_ORG_ID: 'riverside', BMS_SITE_ID: 'building-a', BMS_DEVICE_ID: 'gw-7f3a' }, { 'io.bms.updater.cfg': 'gateSeconds = 60\nproofSeconds = 2\n' });
    operator = await Operator.signIn(gateway);
    await operator.discover(building.addresses);
  });
  afterAll(() => gateway?.stop());

  async function open(look: Look = {}): Promise<Page> {
    const context = await newContext(look);
    await context.addCookies([{ ...operator.cookie, url: `${gateway.page}/api`, httpOnly: true, sameSite: 'Strict' }]);
    const page = listen(await context.newPage());
    await page.goto(gateway.page);
    await page.getByRole('heading', { name: 'Designer' }).waitFor();
    return page;
  }

  test('write_setpoint_roomFollowsAndRelinquishGivesItBack', async () => {
    await operator.startOver();
    const page = await open();
    await place(page, 'Zone 1 Temperature', 'Zone 1 Temperature Setpoint');
    await choose(page, 'Zone 1 Temperature Setpoint');
    const panel = panelOf(page);
    await panel.getByText('5 to 40 °C').waitFor();
    await panel.getByRole('textbox', { name: 'Value' }).fill('60');
    await panel.getByText('The most is 40 °C.').waitFor();
    expect(await panel.getByRole('button', { name: 'Write', exact: true }).isDisabled()).toBe(true);
    const before = await numberIn(page, 'Zone 1 Temperature');
    await panel.getByRole('textbox', { name: 'Value' }).fill('27.5');
    await panel.getByRole('button', { name: 'Write', exact: true }).click();
    await panel.getByText('Took effect, read back 27.5 °C.').waitFor();
    await panel.getByText('Held at 8, operator, by us.').waitFor();
    await panel.getByText(/^(as the device reports changes, checked at \d\d:\d\d:\d\d|every 1 s, with other points)$/).waitFor();
    await node(page, 'Zone 1 Temperature Setpoint').getByText('held at priority 8 by us').waitFor();
    await until(`the room warmer than ${before}`, async () => (await numberIn(page, 'Zone 1 Temperature')) > before + 0.3);
    await panel.getByRole('button', { name: 'Relinquish 8' }).click();
    await panel.getByText(/^Priority 8 relinquished; the point is at 2\d(\.\d)? °C\.$/).waitFor();
    await panel.getByText('Nobody holds it; the default applies.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('write_below_aHigherPriority_saysWhoHoldsThePoint', async () => {
    const page = await open();
    await choose(page, 'Zone 2 Temperature Setpoint');
    const panel = panelOf(page);
    await panel.getByText('5 to 40 °C').waitFor();
    for (const [value, priority, said] of [['19', '5', 'Took effect, read back 19.0 °C.'], ['25', '8', 'Accepted, but priority 5 holds the point at 19.0 °C.']] as const) {
      await panel.getByLabel('Priority', { exact: true }).selectOption(priority);
      await panel.getByRole('textbox', { name: 'Value' }).fill(value);
      await panel.getByRole('button', { name: 'Write', exact: true }).click();
      await panel.getByText(said).waitFor();
    }
    await panel.getByText(/^Held at 5, critical/).waitFor();
    await panel.getByRole('button', { name: 'Undo' }).click();
    await panel.getByText('Priority 8 relinquished; the point is at 19.0 °C.').waitFor();
    await panel.getByLabel('Priority', { exact: true }).selectOption('5');
    await panel.getByRole('button', { name: 'Relinquish 5' }).click();
    await panel.getByText('Nobody holds it; the default applies.').waitFor();
  });

  test('viewerAndOperator_seeAndDoWhatTheyMay_untilTheirSessionIsEnded', async () => {
    await operator.startOver({ nodes: [{ id: 'n1', type: 'point', position: { x: 0, y: 0 }, data: { point_id: '1001.analogValue.101' } }], edges: [] });
    for (const [name, role] of [['vera', 'viewer'], ['otto', 'operator']]) await operator.call('POST', '/accounts', { name, role, password: PASSWORD });
    const page = listen(await (await newContext()).newPage());
    await page.goto(gateway.page);
    await signIn(page, PASSWORD, 'vera');
    await node(page, 'Zone 1 Temperature Setpoint').getByText('good').waitFor();
    await choose(page, 'Zone 1 Temperature Setpoint');
    await panelOf(page).getByText('Priority array').waitFor();
    expect(await panelOf(page).getByRole('button', { name: 'Write', exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Account of vera' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(page, PASSWORD, 'otto');
    await choose(page, 'Zone 1 Temperature Setpoint');
    await panelOf(page).getByRole('textbox', { name: 'Value' }).fill('22.5');
    await panelOf(page).getByRole('button', { name: 'Write', exact: true }).click();
    await panelOf(page).getByText('Took effect, read back 22.5 °C.').waitFor();
    await panelOf(page).getByRole('button', { name: 'Relinquish 8' }).click();
    await panelOf(page).getByText(/^Priority 8 relinquished/).waitFor();
    expect(complaints).toEqual([]);
    const { sessions } = await operator.call<{ sessions: OpenSession[] }>('GET', '/sessions');
    await operator.call('DELETE', `/sessions/${sessions.find(({ user }) => user === 'otto')!.id}`);
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    for (const name of ['vera', 'otto']) await operator.call('DELETE', `/accounts/${name}`);
  });

  test('discover_deadAddress_isSaidAndRetriedAlone', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Discover' }).click();
    await page.getByText('Addresses', { exact: true }).click();
    await page.getByLabel('Addresses', { exact: true }).last().fill([building.addresses[0], building.deadAddress].join(', '));
    await page.getByRole('button', { name: 'Discover', exact: true }).click();
    await page.getByText('Found 1 device with 30 points; 1 address did not answer.').waitFor();
    await page.getByText('Nothing has changed since the last time.').waitFor();
    await page.getByText('Check the address and port').waitFor();
    await page.getByText(building.deadAddress, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Try this address again' }).click();
    await page.getByText('Found 0 devices with 0 points; 1 address did not answer.').waitFor();
  });

  test('twoBrowsers_oneDeploys_theOtherIsToldAndDoesNotOverwrite', async () => {
    await operator.startOver();
    const first = await open();
    await place(first, 'Return Air Temp');
    await first.getByText('Saved', { exact: true }).waitFor();
    const second = await open();
    await node(second, 'Return Air Temp').waitFor();
    await place(first, 'Outdoor Air Temp');
    await first.getByRole('button', { name: /^Deploy/ }).click();
    await first.getByRole('button', { name: 'Deploy now' }).click();
    await first.getByText(/^Deployed as revision/).waitFor();
    await second.getByText('Another browser has changed this project').waitFor();
    await second.getByRole('button', { name: /^Deploy/ }).click();
    expect(await second.getByRole('button', { name: 'Deploy now' }).isDisabled()).toBe(true);
    await second.keyboard.press('Escape');
    await second.getByRole('button', { name: 'Load that version' }).click();
    await node(second, 'Outdoor Air Temp').waitFor();
  });

  test('undoAndRedo_placeMoveDelete_byKeysAndButtons', async () => {
    await operator.startOver();
    const page = await open();
    await place(page, 'Return Air Temp');
    const count = () => page.locator('.react-flow__node').count();
    const left = async () => Math.round((await node(page, 'Return Air Temp').boundingBox())!.x);
    const before = await left();
    await node(page, 'Return Air Temp').hover();
    await page.mouse.down();
    await page.mouse.move(700, 400, { steps: 8 });
    await page.mouse.up();
    expect(await left()).not.toBe(before);
    await page.keyboard.press('Control+z');
    await expect.poll(left).toBe(before);
    await page.keyboard.press('Control+y');
    await expect.poll(left).not.toBe(before);
    await page.getByRole('button', { name: /^Undo/ }).first().click();
    await expect.poll(left).toBe(before);
    await node(page, 'Return Air Temp').click();
    await page.keyboard.press('Delete');
    await expect.poll(count).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(count).toBe(1);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    await expect.poll(count).toBe(2);
  });

  test('trend_hour_drawsHistoryAndSavesIt', async () => {
    const page = await open();
    await choose(page, 'Return Air Temp');
    await page.getByRole('button', { name: 'Hour' }).click();
    await page.getByRole('img', { name: 'Trend of Return Air Temp' }).locator('canvas').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const rows = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n');
    expect(rows[0]).toBe('"time","Return Air Temp [°C] (1001.analogInput.2)"');
    expect(rows.length).toBeGreaterThan(1);
    const csv = await page.evaluate(async () => (await fetch('api/history?point_ids=1001.analogInput.2&from=2020-01-01T00:00:00Z&format=csv')).text());
    expect(csv.split('\r\n').length).toBeGreaterThan(5);
    expect(complaints).toEqual([]);
  });

  test('monitoring_stoppedAndStarted_valuesSaySo', async () => {
    await operator.startOver();
    const page = await open();
    await place(page, 'Return Air Temp');
    await node(page, 'Return Air Temp').getByText('good').waitFor();
    await page.getByRole('button', { name: /^Monitoring/ }).click();
    await page.getByRole('button', { name: 'Stop monitoring' }).click();
    await node(page, 'Return Air Temp').getByText('uncertain').waitFor();
    await page.getByRole('button', { name: 'Start monitoring' }).click();
    await node(page, 'Return Air Temp').getByText('good').waitFor();
  });

  test('flowOf500Nodes_isShownLiveAndFindable', async () => {
    const { points } = await operator.call<{ points: { point_id: string; name: string }[] }>('GET', '/points');
    const nodes = Array.from({ length: 500 }, (_, i) => ({
      id: `n${i}`, type: 'point' as const, position: { x: (i % 25) * 280, y: Math.floor(i / 25) * 160 }, data: { point_id: points[i % points.length]!.point_id },
    }));
    await operator.startOver({ nodes, edges: [] });
    const page = await open();
    await expect.poll(() => page.locator('.react-flow__node').count()).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Deploy · 500 changes' }).waitFor();
    await expect.poll(() => page.locator('.react-flow__node').getByText('good', { exact: true }).count()).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Deploy · 500 changes' }).click();
    await page.getByRole('button', { name: 'Deploy now' }).click();
    await page.getByText(/^Deployed as revision/).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill(points[29]!.name);
    await page.keyboard.press('Enter');
    await page.locator('.react-flow__node.selected').filter({ hasText: points[29]!.name }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('package_fromThePage_isInForce_andTakenBack', async () => {
    const { file, version } = makePackage(gateway);
    const page = await open();
    await page.goto(`${gateway.page}/#updates`);
    const chooser = page.getByLabel('A signed package');
    await chooser.setInputFiles({ name: 'cut.bmsu', mimeType: 'application/octet-stream', buffer: (await readFile(file)).subarray(0, 3_000) });
    await page.getByText('The package is cut off').waitFor();
    await chooser.setInputFiles(file);
    const plan = page.getByRole('group', { name: /^The package 1-/ });
    await plan.getByText(`Version ${version}, release 1`).waitFor();
    await plan.getByText('plant').waitFor();
    await plan.getByText('It is done while the gateway runs').waitFor();
    await shot(page, 'updates');
    await plan.getByRole('button', { name: 'Install' }).click();
    await page.locator('[aria-current=step]').getByText('Compared with before').waitFor();
    await page.getByRole('heading', { name: /^1-\w+ is in force$/ }).waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('heading', { name: 'The bundles of the distribution run' }).waitFor();
    await page.getByRole('row').getByText('taken back: by hand').waitFor();
  });

  test('gatewayKilled_nothingStaysGood_andAllComesBack', async () => {
    await operator.startOver();
    const page = await open();
    await place(page, 'Return Air Temp', 'Zone 1 Temperature');
    await node(page, 'Return Air Temp').getByText('good').waitFor();
    await gateway.kill();
    await page.getByText('The connection to the gateway is lost. Values are not current until it is back.').waitFor();
    await page.getByText(/Reconnecting in \d+ s|Connecting…/).first().waitFor();
    await node(page, 'Return Air Temp').getByText('stale').waitFor();
    expect(await page.locator('.react-flow__node, [role=treeitem], aside').getByText('good', { exact: true }).filter({ visible: true }).count()).toBe(0);
    await shot(page, 'gateway-away');
    await gateway.start();
    await node(page, 'Return Air Temp').getByText('good').waitFor();
    await node(page, 'Zone 1 Temperature').getByText('good').waitFor();
    expect(await page.getByText('The connection to the gateway is lost').count()).toBe(0);
    await expect.poll(() => page.getByText('stale').filter({ visible: true }).count()).toBe(0);
  });

  test('axe_mainViews_nothingSerious', async () => {
    await operator.startOver();
    for (const dark of [false, true]) {
      const page = await open({ dark });
      await place(page, 'Zone 1 Temperature Setpoint');
      await choose(page, 'Zone 1 Temperature Setpoint');
      await page.getByText('Priority array').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Discover' }).click();
      await page.getByRole('button', { name: /^Deploy/ }).click();
      expect(await seriousFaults(page)).toEqual([]);
      await page.context().close();
    }
  });
});

describe('a broker that is away', () => {
  let gateway: Gateway;
  beforeAll(async () => void (gateway = await Gateway.start(building, { BMS_MQTT_HOST: '127.0.0.1:9' })));
  afterAll(() => gateway?.stop());

  test('page_loadsAllTheSame_andSaysSo', async () => {
    const page = listen(await (await newContext()).newPage());
    await page.goto(gateway.page);
    await signIn(page);
    await page.getByRole('heading', { name: 'Designer' }).waitFor();
    await page.getByText(/Reconnecting in \d+ s/).waitFor();
    await page.getByText('The gateway answers, but the connection to its MQTT broker fails. Values are not current until it is back.').waitFor();
    const health = await page.request.get(`${gateway.url}/api/health`);
    expect(health.status()).toBe(503);
    expect(await health.json()).toMatchObject({ live: true, ready: false });
  });
});
