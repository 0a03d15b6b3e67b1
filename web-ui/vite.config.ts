import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: 'dist/web', emptyOutDir: true, target: 'es2022' },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'happy-dom', css: true },
});
