// SPDX-License-Identifier: GPL-3.0-only
import { chromium, type Browser, type Page } from 'playwright-core';

const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-default-apps', '--disable-sync', '--no-first-run', '--disable-gpu', '--disable-quic',
  // A name that is no secure context, as the gateway has it on a building's network.
  '--host-resolver-rules=MAP bms.test 127.0.0.1',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: QUIET });
}

export interface Look {
  width?: number;
  height?: number;
  dark?: boolean;
  touch?: boolean;
  /** Whom to sign in as. */
  user?: string;
}

/** A fresh browser's page, signed in; what the console says wrong is kept. */
export async function openPage(browser: Browser, url: string, { width = 1280, height = 720, dark = false, touch = false, user = 'admin' }: Look = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', hasTouch: touch });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !/401|429|404|409|WebSocket/.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page.getByLabel('User', { exact: true }).fill(user);
  await page.getByLabel('Password', { exact: true }).fill('bms');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Password', { exact: true }).waitFor({ state: 'detached' });
  return { page, complaints };
}
