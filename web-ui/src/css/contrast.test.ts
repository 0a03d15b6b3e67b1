import { describe, expect, test } from 'vitest';
import css from './tokens.css?raw';


function tokens(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map(m => [m[1] ?? '', m[2] ?? '']));
}

const light = tokens(css.slice(0, css.indexOf('@media')));
const dark = tokens(css.slice(css.indexOf(':root[data-theme="dark"]')));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(i => Number.parseInt(hex.slice(i, i + 2), 16) / 255).map(v => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe.each([['light', light], ['dark', dark]])('in the %s theme', (_, theme) => {
  const of = (name: string): string => { const value = theme.get(name); if (!value) throw new Error(`no ${name}`); return value; };
  test('text stands out from its ground by 4.5', () => {
    for (const ground of ['paper', 'surface', 'sunken']) for (const ink of ['ink', 'ink-2', 'ink-3', 'accent', 'bad', 'ok', 'cut', 'running', ...(ground === 'sunken' ? [] : ['gold'])]) {
      expect(contrast(of(ink), of(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(of('accent-ink'), of('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('ink'), of('bad-wash'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('gold'), of('gold-wash'))).toBeGreaterThanOrEqual(4.5);
  });
  test('lines and borders of controls by 3', () => {
    for (const ink of ['edge', 'focus', 'series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6']) expect(contrast(of(ink), of('surface')), ink).toBeGreaterThanOrEqual(3);
  });
});
