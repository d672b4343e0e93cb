// SPDX-License-Identifier: GPL-3.0-only
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, openPage } from './browser';
import { startFixture } from './fixture';

/** 500 live nodes and 1,000 updates a second, on whatever machine this is: `LOAD=1 npm run test:ui -- load`. */
let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

test.skipIf(process.env['LOAD'] === undefined)('load_500Nodes1000Updates_framesStaySmall', async () => {
  const fixture = await startFixture({ extra: 500, updatesPerSecond: 1000 });
  const points = fixture.site.points().map((point) => point.id).filter((id) => id.startsWith('2'));
  const nodes = points.map((point_id, i) => ({ id: `n${i}`, type: 'point', position: { x: (i % 25) * 280, y: Math.floor(i / 25) * 160 }, data: { point_id } }));
  fixture.rest.projects.set('p1', { id: 'p1', name: 'Load', revision: 1, flow: { nodes, edges: [] } });
  const { page, complaints } = await openPage(browser, fixture.url, { width: 1440, height: 900 });
  await page.locator('.react-flow__node').getByText('good').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(4_000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const metrics = async () => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  const before = await metrics();
  const seen = await page.evaluate(async () => {
    const long: number[] = [];
    new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ['longtask'] });
    let frames = 0;
    const end = performance.now() + 10_000;
    await new Promise<void>((done) => {
      const frame = () => (frames++, performance.now() < end ? requestAnimationFrame(frame) : done());
      requestAnimationFrame(frame);
    });
    return { frames, long, nodes: document.querySelectorAll('.react-flow__node').length };
  });
  const after = await metrics();
  const perFrame = (name: string) => ((1000 * (after[name]! - before[name]!)) / seen.frames).toFixed(2);
  console.log(JSON.stringify({ ...seen, script: perFrame('ScriptDuration'), layout: perFrame('LayoutDuration'), style: perFrame('RecalcStyleDuration'), heapMb: after['JSHeapUsedSize']! / 1e6 }));
  expect(complaints).toEqual([]);
  expect(seen.nodes).toBe(500);
  await fixture.stop();
});
