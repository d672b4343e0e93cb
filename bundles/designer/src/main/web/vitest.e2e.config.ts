import { defineConfig } from 'vitest/config';

/** The page in a real browser, against the built distribution and the simulated building. */
export default defineConfig({
  test: { include: ['test/e2e/**/*.test.ts'], environment: 'node', testTimeout: 90_000, hookTimeout: 90_000, fileParallelism: false, reporters: ['verbose'] },
});
