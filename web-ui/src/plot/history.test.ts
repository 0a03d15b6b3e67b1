import { expect, test } from 'vitest';
import { duration, look, show } from '../numbers';
import type { Trial } from '../api';
import { history } from './history';

const trial = (number: number, value: number | 'NaN', state = 'SUCCEEDED'): Trial =>
  ({ number, state, parameters: {}, metrics: { loss: value } });

test('the best line only improves and ends at the right edge', () => {
  const h = history([trial(1, 3), trial(2, 5), trial(3, 1, 'PRUNED')], 'loss', false, 400, 200, String);
  expect(h.dots.map(d => d.top)).toEqual([false, false, true]);
  expect(h.dots.map(d => d.pruned)).toEqual([false, false, true]);
  expect(h.best.match(/V/g)).toHaveLength(1);
  expect(h.best.endsWith('H392.0')).toBe(true);
});

test('values that are not finite are not drawn', () => {
  expect(history([trial(1, 'NaN')], 'loss', true, 400, 200, String).dots).toEqual([]);
  expect(history([trial(1, 'NaN'), trial(2, 1)], 'loss', true, 400, 200, String).dots).toHaveLength(1);
});

test('numbers keep the digits that matter', () => {
  expect(show(0.98765)).toBe('0.9877');
  expect(show(-0.00001234)).toBe('−1.23e−5');
  expect(show(128)).toBe('128');
  expect(duration(74)).toBe('1 min 14 s');
  expect(look('PRUNED').tone).toBe('cut');
});
