import { describe, expect, test } from 'vitest';
import { ago, apart, bytes, count, duration, hours, kindWords, look, show } from './words';

describe('numbers', () => {
  test('keep the digits that matter', () => {
    expect(show(0.98765)).toBe('0.9877');
    expect(show(-0.00001234)).toBe('−1.23e−5');
    expect(show(1e-5)).toBe('1e−5');
    expect(show(128)).toBe('128');
    expect(show(1e9)).toBe('1e9');
    expect(show('sgd')).toBe('sgd');
    expect(show(Number.NaN)).toBe('NaN');
    expect(show(undefined)).toBe('–');
  });
  test('get thin spaces from five digits on', () => {
    expect(count(1284)).toBe('1284');
    expect(count(12_345_678)).toBe('12\u2009345\u2009678');
    expect(count(-10_000)).toBe('−10\u2009000');
  });
  test('that differ are shown with digits that tell them apart', () => {
    const write = apart([0.991234, 0.991236, 0.5]);
    expect(new Set([0.991234, 0.991236, 0.5].map(write)).size).toBe(3);
  });
  test('of bytes and hours have units', () => {
    expect(bytes(0)).toBe('0 B');
    expect(bytes(1536)).toBe('1.5 KiB');
    expect(bytes(25_276_063_744)).toBe('24 GiB');
    expect(hours(44_640)).toBe('12.4 h');
    expect(hours(59)).toBe('59 s');
  });
});

test('times are told in one or two units', () => {
  expect(duration(74)).toBe('1 min 14 s');
  expect(duration(0.24)).toBe('0.2 s');
  expect(duration(3600 * 5 + 120)).toBe('5 h 2 min');
  expect(duration(86_400 * 3)).toBe('3 d 0 h');
  expect(ago(0, 41 * 60_000)).toBe('41 min ago');
  expect(ago(5000, 0)).toBe('just now');
});

test('a state is a shape, a word and a tone; stopped early is never bad', () => {
  expect(look('PRUNED')).toEqual({ symbol: '◇', word: 'stopped early', tone: 'cut' });
  expect(look('FAILED').tone).toBe('bad');
  expect(look('SOMETHING_NEW').word).toBe('something new');
  expect(kindWords('OUT_OF_MEMORY')).toBe('out of memory');
});
