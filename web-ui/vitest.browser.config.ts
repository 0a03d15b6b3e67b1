import { defineConfig } from 'vitest/config';

/** Chromium against a real server; see browser/. Run by scripts/browser.sh. */
export default defineConfig({
  test: { include: ['browser/**/*.test.mjs'], environment: 'node', fileParallelism: false, testTimeout: 90_000, hookTimeout: 120_000, bail: 0 },
});
