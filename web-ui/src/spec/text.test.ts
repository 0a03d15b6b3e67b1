import { describe, expect, test } from 'vitest';
import type { FieldProblem } from '../api/shapes';
import { asCommand, asCurl, fixable, fixed, indented, mergePatch, nextName, offset, pieces, range, renamed } from './text';
import { TEMPLATES } from './templates';

const text = 'study: a\nparameters:\n  lr: {sacle: log}\n';
const problem = (more: Partial<FieldProblem>): FieldProblem => ({ pointer: '#', code: 'UNKNOWN_KEY', severity: 'error', detail: '', ...more });
const key = problem({ line: 3, column: 8, endLine: 3, endColumn: 13, suggestion: { text: 'did you mean "scale"?', replacement: 'scale' } });

describe('a problem', () => {
  test('has its place in the text', () => {
    expect(text.slice(...(range(text, key) ?? [0, 0]))).toBe('sacle');
    expect(text.slice(...(range(text, problem({ line: 2, column: 1 })) ?? [0, 0]))).toBe('parameters');
    expect(range(text, problem({}))).toBeUndefined();
    expect(offset(text, 99, 1)).toBe(text.length);
    expect(offset(text, 1, 500)).toBe(8);
  });
  test('is fixed in its place', () => expect(fixed(text, key)).toBe('study: a\nparameters:\n  lr: {scale: log}\n'));
  test('is not fixed by a button when the suggestion is for more than it marks', () => {
    const swap = problem({ line: 3, column: 8, endLine: 3, endColumn: 18, suggestion: { text: '', replacement: 'min: 0.1, max: 1' } });
    expect(fixable(swap)).toBe(false);
    expect(fixed(text, swap)).toBe(text);
  });
  test('keeps quotes where they are needed', () => {
    const quoted = problem({ line: 1, column: 8, endLine: 1, endColumn: 16, suggestion: { text: '', replacement: 'my-study' } });
    expect(fixed('study: "My Stu"\n', quoted)).toBe('study: my-study\n');
  });
  test('is marked, and the pieces are the whole text', () => {
    const list = pieces(text, [key, problem({ line: 1, column: 1, endLine: 1, endColumn: 6, severity: 'warning' })]);
    expect(list.map(p => p.text).join('')).toBe(text);
    expect(list.filter(p => p.mark).map(p => p.text)).toEqual(['study', 'sacle']);
  });
});

test('a merge patch says what differs and nothing else', () => {
  expect(mergePatch({ a: 1, b: { c: 2, d: 3 }, e: [1] }, { a: 1, b: { c: 2, d: 4 }, e: [1, 2] })).toEqual({ b: { d: 4 }, e: [1, 2] });
  expect(mergePatch({ a: 1, b: 2 }, { a: 1 })).toEqual({ b: null });
  expect(mergePatch({ a: { b: 1 } }, { a: { b: 1 } })).toBeUndefined();
});

test('names count on', () => {
  expect(nextName('digits')).toBe('digits-2');
  expect(nextName('digits-9')).toBe('digits-10');
  expect(renamed('# x\nstudy: a # b\nmaxTrials: 1\n', 'c')).toBe('# x\nstudy: c\nmaxTrials: 1\n');
  expect(renamed('maxTrials: 1\n', 'c')).toBe('study: c\nmaxTrials: 1\n');
});

test('commands carry the text whole, whatever is in it', () => {
  const odd = "study: a\ndescription: |\n  x\nYAML\n";
  expect(asCommand(odd, 'http://h')).toContain(`<<'YAML_'\n${odd}YAML_\n`);
  expect(asCurl('study: a', 'http://h')).toContain("http://h/api/v1/studies <<'YAML'\nstudy: a\nYAML\n");
});

test('lines are moved in and out', () => {
  expect(indented('a\nb', 0, 3, false).text).toBe('  a\n  b');
  expect(indented('  a\n b', 0, 6, true).text).toBe('a\nb');
});

test('every template names a study', () => {
  for (const template of TEMPLATES) expect(template.text).toMatch(/^study: [a-z-]+\n/);
});
