// SPDX-License-Identifier: GPL-3.0-only
import { defineConfig } from 'vitest/config';

/** The page in a real browser, against the gateway played by dev/. Needs `npm run build` first. Two files at a time, since tests mostly wait. */
export default defineConfig({
  test: { include: ['test/ui/**/*.test.ts'], environment: 'node', testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 2, expect: { poll: { timeout: 30_000 } } },
});
