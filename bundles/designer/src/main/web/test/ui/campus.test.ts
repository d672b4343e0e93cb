// SPDX-License-Identifier: GPL-3.0-only
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, openPage } from './browser';
import { startFixture } from './fixture';

/** The page of a campus of 100,000 points, each confirmed every ten seconds: `LOAD=1 npm run test:ui -- campus`. */
let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

test.skipIf(process.env['LOAD'] === undefined)('campus_100000Points_treeSearchAndFilterAnswer', { timeout: 300_000 }, async () => {
  const count = Number(process.env['POINTS'] ?? 100_000);
  const fixture = await startFixture({ extra: count, confirmedPerSecond: count / 10 });
  const opened = performance.now();
  const { page, complaints } = await openPage(browser, fixture.url, { width: 1440, height: 900 });
  let received = 0;
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void (received += payload.length)));
  // The session of the page that signed in began before anybody counted.
  await page.reload();
  await page.getByRole('treeitem').first().waitFor({ timeout: 120_000 });
  const figures: Record<string, unknown> = { loadedMs: Math.round(performance.now() - opened) };
  await page.waitForTimeout(15_000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.evaluate(() => {
    const seen = window as unknown as { long: { at: number; ms: number }[]; until: (what: () => boolean, begun?: number) => Promise<number> };
    seen.long = [];
    new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((entry) => ({ at: Math.round(entry.startTime), ms: Math.round(entry.duration) })))).observe({ entryTypes: ['longtask'] });
    seen.until = (what, begun = performance.now()) =>
      new Promise((done) => {
        const look = () => (what() || performance.now() - begun > 20_000 ? done(Math.round(performance.now() - begun)) : requestAnimationFrame(look));
        // What is painted by then is what a person sees.
        requestAnimationFrame(look);
      });
  });
  const longTasks = () => page.evaluate(() => (window as unknown as { long: { ms: number }[] }).long.splice(0).map((each) => each.ms));
  await longTasks();
  received = 0;
  await page.waitForTimeout(10_000);
  figures['longTasksOfTenIdleSeconds'] = await longTasks();
  figures['receivedKbPerIdleSecond'] = Math.round(received / 1e4);

  // A part of the tree that was never seen.
  figures['treeScrolledMs'] = await page.evaluate(() => {
    const tree = document.querySelector('[role=tree]')!;
    const rows = () => [...document.querySelectorAll('[role=treeitem][aria-level="2"]')];
    const before = rows()[0]?.id;
    tree.scrollTop = tree.scrollHeight * 0.6;
    return (window as unknown as { until: (what: () => boolean) => Promise<number> }).until(() => rows()[0]?.id !== before && rows().length > 5);
  });
  figures['longTasksOfTheTree'] = await longTasks();
  figures['treeFilledMs'] = await page.evaluate(() => {
    const tree = document.querySelector('[role=tree]')!;
    const rows = () => [...document.querySelectorAll('[role=treeitem][aria-level="2"]')];
    const before = rows()[0]?.id;
    tree.scrollTop = tree.scrollHeight * 0.3;
    return (window as unknown as { until: (what: () => boolean) => Promise<number> }).until(() => rows()[0]?.id !== before && rows().length > 5 && rows().every((row) => row.textContent!.includes('°C')));
  });
  const seen = (await page.locator('[role=treeitem][aria-level="2"]').nth(10).getAttribute('id'))!;
  const textOf = (id: string) => page.evaluate((each) => document.getElementById(each)!.textContent, id);
  const before = await textOf(seen);
  // One reading in ten looks as the one before.
  for (let tries = 0; tries < 9 && figures['changeShownMs'] === undefined; tries++) {
    const said = performance.now();
    fixture.say(seen.slice('tree-'.length));
    const shown = page.waitForFunction(([id, text]) => document.getElementById(id!)!.textContent !== text, [seen, before] as const, { timeout: 1_000 });
    await shown.then(() => (figures['changeShownMs'] = Math.round(performance.now() - said)), () => undefined);
  }
  figures['longTasksOfValues'] = await longTasks();

  // What was found before stays until there is something else.
  const type = (label: string, text: string) =>
    page.evaluate(
      ([name, value]) => {
        const input = document.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)!;
        const found = () => document.getElementById('hits')?.textContent ?? document.querySelector('[role=tree]')!.scrollHeight;
        const before = found();
        const begun = performance.now();
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, value);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        return (window as unknown as { until: (what: () => boolean, begun: number) => Promise<number> }).until(() => found() !== before, begun);
      },
      [label, text] as const,
    );
  const last = Math.min(900, count / 100);
  for (const text of ['ro', 'room', `room ${last}-050`]) {
    figures[`filter ${text}`] = [await type('Filter points', text), await longTasks()];
  }
  figures['filter cleared'] = [await type('Filter points', ''), await longTasks()];
  await page.keyboard.press('Control+K');
  await page.locator('input[aria-label="Search"]').waitFor();
  figures['searchOpened'] = await longTasks();
  for (const text of ['t', 'temperature', `room ${last}-050`]) {
    figures[`search ${text}`] = [await type('Search', text), await longTasks()];
  }
  await page.keyboard.press('Escape');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  figures['heapMb'] = Math.round(metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 1e6);
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  // Pages of memory that several processes share count in parts.
  const shares = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => Number(/^Pss: *(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))![1]) / 1e3);
  figures['tabMb'] = Math.round(Math.max(...shares));
  console.log(JSON.stringify(figures, undefined, 1));
  expect(complaints).toEqual([]);
  await fixture.stop();
});
