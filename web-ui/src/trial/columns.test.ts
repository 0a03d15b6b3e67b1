import { expect, test } from 'vitest';
import { all, constant, EMPTY, merged, named, sorted, valueAt } from './columns';

const answer = (columns: Record<string, (number | string | null)[]>, cursor = 'g.1') =>
  ({ cursor, totalSize: 3, count: columns['number']?.length ?? 0, columns, gone: [] });

const first = merged(EMPTY, answer({ number: [1, 2], state: ['RUNNING', 'RUNNING'], objective: [null, null], 'params.opt': ['sgd', 'adam'], 'params.n': [1, 1] }));

test('a delta replaces changed rows and adds new ones', () => {
  const next = merged(first, answer({ number: [2, 3], state: ['SUCCEEDED', 'QUEUED'], objective: [0.5, null], 'params.opt': ['adam', 'sgd'], 'params.n': [1, 2] }, 'g.2'));
  expect(next.rows).toBe(3);
  expect([0, 1, 2].map(r => valueAt(next, 'state', r))).toEqual(['RUNNING', 'SUCCEEDED', 'QUEUED']);
  expect(valueAt(next, 'objective', 1)).toBe(0.5);
  expect(valueAt(next, 'objective', 0)).toBeUndefined();
  expect(next.cursor).toBe('g.2');
  expect(first.rows).toBe(2);
});

test('columns keep what a delta does not name', () => {
  const next = merged(first, answer({ number: [3], state: ['QUEUED'] }));
  expect(valueAt(next, 'params.opt', 0)).toBe('sgd');
  expect(valueAt(next, 'params.opt', 2)).toBeUndefined();
});

test('a column of numbers in which a text turns up becomes one of texts', () => {
  const next = merged(first, answer({ number: [3], 'params.n': ['many'] }));
  expect([0, 1, 2].map(r => valueAt(next, 'params.n', r))).toEqual(['1', '1', 'many']);
});

test('rows without a value come last in both directions, and equal ones keep their order', () => {
  const t = merged(EMPTY, answer({ number: [1, 2, 3, 4], objective: [null, 2, 1, 2] }));
  expect([...sorted(t, all(t), 'objective', false)]).toEqual([2, 1, 3, 0]);
  expect([...sorted(t, all(t), 'objective', true)]).toEqual([1, 3, 2, 0]);
});

test('texts sort by their words, not by when they came', () => {
  expect([...sorted(first, all(first), 'params.opt', false)]).toEqual([1, 0]);
});

test('a parameter that never changes is constant', () => {
  expect(constant(first, 'params.n')).toBe(true);
  expect(constant(first, 'params.opt')).toBe(false);
  expect(named(first, 'params.')).toEqual(['params.opt', 'params.n']);
});

test('10,000 trials with eight parameters are merged, sorted and read in the page', () => {
  const n = 10_000, numbers = Array.from({ length: n }, (_, i) => i + 1);
  const columns: Record<string, (number | string | null)[]> = { number: numbers, state: numbers.map(i => (i % 3 ? 'SUCCEEDED' : 'PRUNED')), objective: numbers.map(i => (i * 7919) % n) };
  for (let p = 0; p < 8; p++) columns[`params.p${p}`] = numbers.map(i => (i * (p + 3)) % 101);
  const t = merged(EMPTY, answer(columns));
  expect(t.rows).toBe(n);
  expect(valueAt(t, 'objective', sorted(t, all(t), 'objective', true)[0] ?? 0)).toBe(n - 1);
});
