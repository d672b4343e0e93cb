// SPDX-License-Identifier: GPL-3.0-only
import type { Page } from 'playwright-core';
import { PASSWORD } from './processes';

/** What tests do on the page of a gateway. */

/** How long something on the page may take to appear. A limit is not an assertion, and lies far above what a busy machine needs. */
export const LIMIT_MS = 60_000;

export async function signIn(page: Page, password = PASSWORD, user = 'admin'): Promise<void> {
  await page.getByLabel('User', { exact: true }).fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export const row = (page: Page, name: string) => page.getByRole('treeitem').filter({ hasText: name }).first();
export const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Chosen point' });

export async function choose(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder('Filter by name, unit, quality').fill(name);
  await row(page, name).click();
  await panelOf(page).getByRole('heading', { name, exact: true }).waitFor();
}
