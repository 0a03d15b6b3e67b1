import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../dist/web/', import.meta.url));
const size = file => gzipSync(readFileSync(dist + file), { level: 9 }).length / 1024;
const scripts = readdirSync(`${dist}assets`).filter(f => f.endsWith('.js')).map(f => `assets/${f}`);

test('the first load is at most 90 KiB of scripts, all later ones together at most 260', () => {
  const html = readFileSync(`${dist}index.html`, 'utf8');
  const first = scripts.filter(f => html.includes(f));
  expect(first.length).toBeGreaterThan(0);
  expect(first.reduce((sum, f) => sum + size(f), 0)).toBeLessThanOrEqual(90);
  expect(scripts.filter(f => !html.includes(f)).reduce((sum, f) => sum + size(f), 0)).toBeLessThanOrEqual(260);
});
