import { defineConfig } from 'vitest/config';

/** The page in a real browser, against the gateway played by dev/. Needs `npm run build` first. */
export default defineConfig({
  test: { include: ['test/ui/**/*.test.ts'], environment: 'node', testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false, expect: { poll: { timeout: 30_000 } } },
});
