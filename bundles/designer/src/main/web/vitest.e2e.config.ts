// SPDX-License-Identifier: GPL-3.0-only
import { defineConfig } from 'vitest/config';

// As in test/e2e/page.ts: a limit is not an assertion, and lies far above what a busy machine needs.
const common = { environment: 'node', testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 60_000 } } } as const;

/**
 * The page in a real browser, against the built distribution and the simulated building: by a name, which is no secure context, since what works
 * there works in one too (the page asks nowhere which it is, and test/ui is in one); behind proxies, and of alarms, by address. Two files at a
 * time, since tests mostly wait.
 */
export default defineConfig({
  test: {
    reporters: ['verbose'],
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'address', include: ['test/e2e/**/*.test.ts'], exclude: ['test/e2e/gateway.test.ts'] } },
      { test: { ...common, name: 'name', include: ['test/e2e/gateway.test.ts'], env: { BMS_WEB_HOST: 'bms.test' } } },
    ],
  },
});
