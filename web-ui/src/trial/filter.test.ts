import { describe, expect, test } from 'vitest';
import { EMPTY, merged, numberAt } from './columns';
import { apply, parse, unknownFields } from './filter';

const table = merged(EMPTY, {
  cursor: 'a.1', totalSize: 5, count: 5, gone: [],
  columns: {
    number: [1, 2, 3, 4, 5], state: ['SUCCEEDED', 'PRUNED', 'FAILED', 'RUNNING', 'SUCCEEDED'], objective: [0.9, 0.5, null, null, 0.95],
    'params.lr': [1e-3, 0.1, 0.5, 1e-4, 2e-3], 'params.opt': ['adam', 'sgd', 'sgd', 'adam', null], failure: [null, null, 'OUT_OF_MEMORY', null, null],
    startTime: ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', null, null, '2026-01-03T00:00:00Z'],
  },
});

function taken(text: string): number[] {
  const read = parse(text);
  if (read.mistake) throw new Error(read.mistake.text);
  return Array.from(apply(table, read.filter), row => numberAt(table, 'number', row));
}

describe('a filter', () => {
  test.each([
    ['', [1, 2, 3, 4, 5]],
    ['state=SUCCEEDED', [1, 5]],
    ['state=succ*', [1, 5]],
    ['params.lr<1e-2', [1, 4, 5]],
    ['params.lr>=0.1 AND state=PRUNED', [2]],
    ['state=FAILED OR state=PRUNED', [2, 3]],
    ['objective>0.4 AND state=FAILED OR state=PRUNED', [2]],
    ['(objective>0.4 AND state=PRUNED) OR state=FAILED', [2, 3]],
    ['NOT state=SUCCEEDED', [2, 3, 4]],
    ['-state=SUCCEEDED', [2, 3, 4]],
    ['failure:memory', [3]],
    ['failure:"of_mem"', [3]],
    ['objective:*', [1, 2, 5]],
    ['objective = null', [3, 4]],
    ['params.opt != sgd', [1, 4]],
    ['startTime > "2026-01-01T12:00:00Z"', [2, 5]],
    ['state=SUCCEEDED objective>0.92', [5]],
    ['params.lr>-1', [1, 2, 3, 4, 5]],
  ])('%s takes %j', (text, numbers) => expect(taken(text)).toEqual(numbers));

  test.each([
    ['state=', 6, 'a value after state ='], ['(state=FAILED', 13, 'expected )'], ['state FAILED', 6, 'expected ='],
    ['= 3', 0, 'a field'], ['state=FAILED )', 13, 'expected AND or OR'], ['reason:"open', 7, 'no closing quote'],
  ])('%s is wrong at %i: %s', (text, at, words) => {
    const read = parse(text);
    expect(read.mistake?.text).toContain(words);
    expect(read.mistake?.at).toBe(at);
  });

  test('nested too deeply is refused, not overflowed', () => {
    expect(parse(`${'('.repeat(5000)}a=1`).mistake?.text).toContain('levels');
  });

  test('names fields that the table does not have', () => {
    const read = parse('params.nope<1 AND state=FAILED');
    expect(read.mistake ? [] : unknownFields(table, read.filter)).toEqual(['params.nope']);
  });
});
