// SPDX-License-Identifier: GPL-3.0-only
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fixture } from '../../dev/server.mjs';
import { launch, openPage, type Look } from './browser';
import { seriousFaults, startFixture } from './fixture';

/** What each role sees of the page, and how an admin manages who there is. */
let browser: Browser;
let fixture: Fixture;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fixture.stop();
});

const FLOW = { nodes: [{ id: 'n1', type: 'point', position: { x: 40, y: 40 }, data: { point_id: '1001.analogValue.4' } }], edges: [] };

/** A gateway that somebody has drawn a flow for already. */
async function begin(drawn = true): Promise<void> {
  fixture = await startFixture();
  if (drawn) fixture.rest.projects.set('p1', { id: 'p1', name: 'Building', revision: 1, flow: structuredClone(FLOW) });
}

const open = (look: Look = {}) => openPage(browser, fixture.url, look);
const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Chosen point' });
const accountMenu = (page: Page) => page.getByRole('button', { name: /^Account of/ });

async function openPeople(page: Page, name: string): Promise<void> {
  await accountMenu(page).click();
  await page.getByRole('link', { name: 'People and programs' }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

/** What each role finds on the page, apart from what all find. */
const OFFERED: Record<string, readonly string[]> = {
  viewer: [],
  operator: ['Write', 'Relinquish 8', 'Stop monitoring'],
  integrator: ['Write', 'Relinquish 8', 'Stop monitoring', 'Blocks', 'Discover', 'Deploy', 'Undo', 'Auto-layout', 'Zone Temp on the canvas'],
  admin: ['Write', 'Relinquish 8', 'Stop monitoring', 'Blocks', 'Discover', 'Deploy', 'Undo', 'Auto-layout', 'Zone Temp on the canvas', 'Identity', 'People and programs'],
};

test.each(Object.keys(OFFERED))('page_of_%s_offersWhatTheRoleMay', async (user) => {
  await begin();
  const { page, complaints } = await open({ user });
  await page.locator('.react-flow__node').getByText('good', { exact: true }).waitFor();
  await page.locator('.react-flow__node').click();
  await panelOf(page).getByText('12 to 28 °C').waitFor();
  await panelOf(page).getByText('Priority array').waitFor();
  const found: string[] = [];
  const note = async (name: string, there: Promise<number>) => void ((await there) > 0 && found.push(name));
  for (const name of ['Write', 'Relinquish 8']) await note(name, panelOf(page).getByRole('button', { name, exact: true }).count());
  await page.getByRole('button', { name: /^Monitoring/ }).click();
  await note('Stop monitoring', page.getByRole('button', { name: 'Stop monitoring' }).count());
  await page.keyboard.press('Escape');
  for (const name of ['Blocks', 'Discover']) await note(name, page.getByRole('tab', { name }).count());
  await note('Deploy', page.getByRole('button', { name: /^Deploy/ }).count());
  await note('Undo', page.getByRole('button', { name: /^Undo \(/ }).count());
  await note('Auto-layout', page.getByRole('button', { name: 'Auto-layout' }).count());
  await page.getByRole('treeitem').filter({ hasText: 'Zone Temp' }).first().dblclick();
  await panelOf(page).getByRole('heading', { name: /Zone Temp/ }).waitFor();
  await note('Zone Temp on the canvas', page.locator('.react-flow__node').filter({ hasText: 'Zone Temp' }).count());
  await accountMenu(page).click();
  for (const name of ['Identity', 'People and programs']) await note(name, page.getByText(name, { exact: true }).count());
  await page.getByText('Where you are signed in').click();
  await page.getByText('this one', { exact: true }).waitFor();
  expect(found).toEqual(OFFERED[user]);
  expect(complaints).toEqual([]);
});

test('canvas_ofAViewer_isNotMovedNorDeleted_andFollowsWhatOthersDraw', async () => {
  await begin();
  const { page, complaints } = await open({ user: 'viewer' });
  const node = page.locator('.react-flow__node');
  await node.getByText('good', { exact: true }).waitFor();
  const place = () => node.evaluate((element) => element.style.transform);
  const before = await place();
  await node.hover();
  await page.mouse.down();
  await page.mouse.move(900, 500, { steps: 4 });
  await page.mouse.up();
  await node.click();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+x');
  expect(await place()).toBe(before);
  expect(await node.count()).toBe(1);
  const other = await open({ user: 'integrator' });
  await other.page.getByRole('treeitem').filter({ hasText: 'Zone Temp' }).first().dblclick();
  await other.page.getByText('Saved', { exact: true }).waitFor();
  await other.page.getByRole('button', { name: /^Deploy/ }).click();
  await other.page.getByRole('button', { name: 'Deploy now' }).click();
  await other.page.getByText(/^Deployed as revision/).waitFor();
  await node.filter({ hasText: 'Zone Temp' }).waitFor();
  expect(fixture.rest.projects.get('p1')!.flow).toMatchObject({ nodes: [{ id: 'n1', position: FLOW.nodes[0]!.position }, {}] });
  expect(complaints).toEqual([]);
});

test('canvas_thatNobodyHasDrawn_isSaidToThoseWhoMayNot', async () => {
  await begin(false);
  const { page, complaints } = await open({ user: 'operator' });
  await page.getByText('Nothing is on the canvas yet').waitFor();
  expect(fixture.rest.projects.size).toBe(0);
  const integrator = await open({ user: 'integrator' });
  await integrator.page.getByRole('button', { name: 'Place a point' }).waitFor();
  expect(await integrator.page.getByText('Name this gateway').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('people_accountAddedChangedDisabledAndDeleted', async () => {
  await begin();
  const { page, complaints } = await open();
  await openPeople(page, 'engine');
  await page.getByRole('link', { name: 'Add an account' }).click();
  await page.getByLabel('Name', { exact: true }).fill('anna');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Add the account' }).click();
  await page.getByText('The password has 5 characters; use 8 to 256.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Add the account' }).click();
  await page.getByRole('heading', { name: 'anna', exact: true }).waitFor();
  const row = page.getByRole('row').filter({ hasText: 'anna' });
  await row.getByText('never').waitFor();
  expect(new URL(page.url()).hash).toBe('#people/anna');
  await page.getByLabel('Role').selectOption('viewer');
  await page.getByText('Sees values, trends and the canvas.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed. Whoever was signed in with it is signed out.').waitFor();
  await row.getByText('viewer').waitFor();
  await page.getByRole('button', { name: 'Disable' }).click();
  await row.getByText('disabled').waitFor();
  expect(fixture.rest.accounts.all.get('anna')).toMatchObject({ role: 'viewer', disabled: true });
  await page.getByRole('button', { name: 'Enable' }).click();
  await row.getByText('enabled').waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('anna and its tokens go for good.').waitFor();
  await page.keyboard.press('Escape');
  expect(await row.count()).toBe(1);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('group', { name: /^anna and its tokens/ }).getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
  expect(complaints.filter((each) => !each.includes('400'))).toEqual([]);
});

test('people_rightsOfAService_areTicked_andTheOnlyAdminStays', async () => {
  await begin();
  const { page } = await open();
  await openPeople(page, 'engine');
  await page.getByLabel('Ask for history by MQTT').check();
  await page.getByLabel('Write points and relinquish them').uncheck();
  await page.getByLabel(/^Topics of its own that it subscribes to/).fill('apps/+/state');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed. Whoever was signed in').waitFor();
  expect(fixture.rest.accounts.all.get('engine')).toMatchObject({ rights: ['read', 'ask_history'], publish: ['apps/engine/#'], subscribe: ['apps/+/state'] });
  await page.getByLabel('Write points and relinquish them').check();
  await page.getByLabel('Points, one a line').fill('1001.analogValue.*');
  await page.getByLabel('Most urgent priority').selectOption('10');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => fixture.rest.accounts.all.get('engine')!.write_scope).toEqual({ points: ['1001.analogValue.*'], ranges: [], highest_priority: 10, lease_seconds: 0 });
  await page.getByRole('link', { name: 'admin', exact: true }).click();
  await page.getByLabel('Role').selectOption('viewer');
  await page.getByText('It is your own account: you will be signed out.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('admin is the only admin that can sign in; give another account the role admin first.').waitFor();
  expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0);
});

test('token_made_isShownOnceAndCopied_andRevoked', async () => {
  await begin();
  const { page } = await open();
  await openPeople(page, 'engine');
  await page.getByText(/^engine~k3p7xq2a · until .* 20\d\d · last used 2 h ago, from 10\.20\.0\.0\/16 only$/).waitFor();
  await page.getByText('Make a token').click();
  await page.getByLabel('Which program is it for?').fill('Dashboard');
  await page.getByLabel('Days until it ends').fill('4000');
  expect(await page.getByRole('button', { name: 'Make the token' }).isDisabled()).toBe(true);
  await page.getByLabel('Days until it ends').fill('30');
  await page.getByLabel('From these networks only').fill('10.0.0.0/8, 192.0.2.7');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const token = page.getByLabel('Token for Dashboard');
  const text = await token.inputValue();
  expect(text).toMatch(/^bms_made1_/);
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied.').waitFor();
  // What is in the clipboard, without asking for leave to read it.
  await page.getByLabel('Which program is it for?').fill('');
  await page.getByLabel('Which program is it for?').focus();
  await page.keyboard.press('Control+v');
  expect(await page.getByLabel('Which program is it for?').inputValue()).toBe(text);
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await token.count()).toBe(0);
  const row = page.getByRole('listitem').filter({ hasText: 'Dashboard' });
  await row.getByText('from 10.0.0.0/8, 192.0.2.7 only').waitFor();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('The program is shut out.').waitFor();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByText('Revoked. What was connected with it is not any longer.').waitFor();
});

test('session_ofAnother_isSeenAndEndedAlone', async () => {
  await begin();
  fixture.rest.accounts.visitor('operator');
  fixture.rest.accounts.visitor('operator');
  const { page } = await open();
  await openPeople(page, 'operator');
  const row = page.getByRole('row').filter({ hasText: 'operator' });
  await row.getByText('2 times').waitFor();
  await page.getByRole('button', { name: 'End the session of operator, Firefox 128 on Windows · 10.1.0.23' }).first().click();
  await row.getByText('once').waitFor();
  await page.getByRole('link', { name: 'admin', exact: true }).click();
  await page.getByText('this one').waitFor();
  expect(await page.getByRole('button', { name: /^End the session/ }).count()).toBe(0);
});

test('people_byKeyboard_andBackByTheBrowser', async () => {
  await begin();
  const { page } = await open();
  await accountMenu(page).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'People and programs' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'operator', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'operator', exact: true }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'operator', exact: true }).waitFor();
  expect(await page.getByRole('button', { name: /^Deploy/ }).count()).toBe(0);
  await page.goBack();
  await page.getByText('Choose an account to see').waitFor();
  await page.getByRole('link', { name: 'Canvas' }).click();
  await page.locator('.react-flow__node').getByText('good', { exact: true }).waitFor();
});

test('people_addressTypedByAnother_isTheCanvas', async () => {
  await begin();
  const { page, complaints } = await open({ user: 'operator' });
  await page.goto(`${fixture.url}#people/admin`);
  await page.locator('.react-flow__node').waitFor();
  expect(await page.getByRole('heading', { name: 'People and programs' }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('axe_people_nothingSerious', async () => {
  await begin();
  for (const dark of [false, true]) {
    const { page } = await open({ dark });
    await openPeople(page, 'engine');
    await page.getByText(/^engine~k3p7xq2a/).waitFor();
    await page.getByText('Make a token').click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  }
});

test('writeForm_ofAScope_offersWhatTheAccountMayWrite', async () => {
  await begin();
  const operator = fixture.rest.accounts.all.get('operator')!;
  operator.write_scope = { points: ['1001.analogValue.*'], ranges: ['*.analogValue.*=15..25'], highest_priority: 10, lease_seconds: 3600 };
  const { page, complaints } = await open({ user: 'operator' });
  await page.locator('.react-flow__node').getByText('good', { exact: true }).waitFor();
  await page.locator('.react-flow__node').click();
  await panelOf(page).getByText('What you write is relinquished after').waitFor();
  const priority = panelOf(page).getByLabel('Priority');
  expect(await priority.inputValue()).toBe('10');
  expect(await priority.locator('option:disabled').count()).toBe(9);
  const write = panelOf(page).getByRole('button', { name: 'Write', exact: true });
  const value = panelOf(page).getByRole('textbox').first();
  await value.fill('26');
  await panelOf(page).getByText('You may write 15 to 25 here.').waitFor();
  expect(await write.isDisabled()).toBe(true);
  await value.fill('25');
  await panelOf(page).getByText('You may write 15 to 25 here.').waitFor({ state: 'detached' });
  expect(await write.isDisabled()).toBe(false);
  operator.write_scope = { ...operator.write_scope, points: ['7.analogValue.*'] };
  await page.reload();
  await page.locator('.react-flow__node').click();
  await panelOf(page).getByText('This point is not among those that you may write.').waitFor();
  expect(await write.count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('certificate_isShownToAll_andSignedByAnAdmin', async () => {
  await begin();
  const viewer = await open({ user: 'viewer' });
  await accountMenu(viewer.page).click();
  await viewer.page.getByRole('link', { name: 'Certificate' }).click();
  const own = viewer.page.getByRole('region', { name: "The gateway's certificate" });
  await own.getByText('localhost, plant.local, 10.1.0.5').waitFor();
  await own.getByText(/^AB:AB:/).waitFor();
  await own.getByText(/in (19|20) days/).waitFor();
  expect(await viewer.page.getByRole('link', { name: 'Download the CA' }).getAttribute('href')).toBe('api/ca.pem');
  expect(await viewer.page.getByRole('button', { name: 'Show the request' }).count()).toBe(0);
  expect(await seriousFaults(viewer.page)).toEqual([]);
  const { page, complaints } = await open();
  await page.goto(`${fixture.url}#certificate`);
  await page.getByRole('button', { name: 'Show the request' }).click();
  expect(await page.getByLabel('The request, for the CA').inputValue()).toContain('BEGIN CERTIFICATE REQUEST');
  await page.getByLabel(/^What the CA made of it/).fill('not a certificate');
  await page.getByRole('button', { name: 'Install' }).click();
  await page.getByText('There is no certificate in what was sent.').waitFor();
  await page.getByLabel('A file with it').setInputFiles({ name: 'signed.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from('-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n') });
  await page.getByRole('button', { name: 'Install' }).click();
  await page.getByText('CN=site CA').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
});
