// SPDX-License-Identifier: GPL-3.0-only
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fixture } from '../../dev/server.mjs';
import { launch, openPage } from './browser';
import { seriousFaults, startFixture } from './fixture';

/** The page "Audit", as an admin uses it. */
let browser: Browser;
let fixture: Fixture;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await fixture.stop();
});

async function openAudit() {
  fixture = await startFixture();
  const opened = await openPage(browser, fixture.url, {});
  await opened.page.getByRole('button', { name: /^Account of/ }).click();
  await opened.page.getByRole('link', { name: 'Audit' }).click();
  await opened.page.getByText('21.5 → 22.0 at priority 8').waitFor();
  return opened;
}

test('audit_list_isFilteredByTheAddress_andGoesOn', async () => {
  const { page, complaints } = await openAudit();
  const rows = page.getByRole('row');
  expect(await rows.count()).toBe(5);
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await page.getByText('audit_started').waitFor();
  expect(await rows.count()).toBe(7);
  expect(await page.getByRole('button', { name: 'Show older ones' }).count()).toBe(0);
  await page.getByLabel('Result').selectOption('denied');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('mallory').waitFor();
  await page.getByText('21.5 → 22.0 at priority 8').waitFor({ state: 'detached' });
  expect(new URL(page.url()).hash).toBe('#audit?result=denied');
  expect(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')).toBe('api/audit?result=denied&format=csv');
  await page.getByLabel('Who').fill('nobody');
  await page.getByLabel('Who').press('Enter');
  await page.getByText('There is no such record.').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByText('21.5 → 22.0 at priority 8').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('audit_chain_isWholeOrBroken', async () => {
  const { page, complaints } = await openAudit();
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await page.getByText('The chain is whole').waitFor();
  fixture.rest.audit.breakChain('records 5 to 6 are missing');
  await page.getByRole('button', { name: 'Check the chain' }).click();
  await page.getByText('The chain is broken: records 5 to 6 are missing.').waitFor();
  expect(complaints).toEqual([]);
});

test('audit_ofAnOperator_isNotThere', async () => {
  fixture = await startFixture();
  const { page } = await openPage(browser, fixture.url, { user: 'operator' });
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByText('Where you are signed in').waitFor();
  expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
});
