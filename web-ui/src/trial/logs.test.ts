import { expect, test } from 'vitest';
import { append, bare, search, spans, tells } from './logs';

test('colours of terminals become inks, and nothing of them stays in the text', () => {
  const line = '\u001b[1;31mfailed\u001b[0m ok \u001b[2Kx';
  expect(spans(line)).toEqual([{ text: 'failed', ink: 'bad', bold: true }, { text: ' ok ', ink: 'ink', bold: false }, { text: 'x', ink: 'ink', bold: false }]);
  expect(bare(line)).toBe('failed ok x');
});

test('of a progress bar that rewrites itself only the last state is shown', () => {
  expect(spans('10%\r50%\r100%\r')[0]?.text).toBe('100%');
  expect(bare('10%\r100%\r')).toBe('100%');
});

test('a growing text keeps its open line and drops its head above the limit', () => {
  let tail = append({ lines: [], open: '', dropped: 0 }, 'a\nb\nc', 10);
  expect(tail).toEqual({ lines: ['a', 'b'], open: 'c', dropped: 0 });
  tail = append(tail, 'd\ne\n', 2);
  expect(tail).toEqual({ lines: ['cd', 'e'], open: '', dropped: 2 });
});

test('text is searched as it is, expressions between slashes, a wrong one is told', () => {
  expect(search('LOSS')?.('loss=1')).toBe(true);
  expect(search('/loss=\\d$/')?.('loss=12')).toBe(false);
  expect(search('/(/')).toBeUndefined();
  expect(tells('epoch=1 val_loss=0.5', ['val_loss'])).toBe(true);
});
