import { describe, expect, test } from 'vitest';
import { paramsOf, position } from './axes';
import { curves, quartiles, smoothed } from './curves';
import { history, historyWords } from './history';
import { shade } from './paint';
import { parallel } from './parallel';
import { density } from './points';
import { frame, interesting, scale, tickText, ticks } from './scale';
import { nearest, toSvg, type Mark, type Scene } from './scene';
import { bars, timeline } from './timeline';

const size = { width: 600, height: 240 };
const none = new Set<number>();
const points = (values: number[], states: string[]) => ({ numbers: Int32Array.from(values, (_, i) => i + 1), values: Float64Array.from(values), states });
const marks = <K extends Mark['kind']>(scene: Scene, kind: K) => scene.marks.filter((m): m is Extract<Mark, { kind: K }> => m.kind === kind);
const inside = (scene: Scene): boolean => scene.targets.every(t => t.x >= 0 && t.x <= scene.width && t.y >= -1 && t.y <= scene.height);

describe('history', () => {
  const input = { points: points([3, 5, NaN, 1], ['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'PRUNED']), metric: 'loss', maximise: false, selected: new Set([2]) };
  test('the best line only improves and is gold', () => {
    const scene = history(input, size), line = marks(scene, 'line').find(m => m.ink === 'gold');
    const ys = Array.from(line?.points ?? []).filter((_, i) => i % 2 === 1);
    expect(ys.every((y, i) => i === 0 || y >= (ys[i - 1] ?? 0))).toBe(true);
    expect(marks(scene, 'text').some(m => m.text === '#4' && m.ink === 'gold')).toBe(true);
    expect(inside(scene)).toBe(true);
  });
  test('a failed trial is a cross, never a value', () => {
    const scene = history(input, size);
    expect(marks(scene, 'dots').filter(m => m.shape === 'cross').map(m => m.xs.length)).toEqual([1]);
    expect(scene.targets.find(t => t.trial === 3)?.say).toBe('Trial 3 failed');
  });
  test('is told in words', () => {
    expect(historyWords(input)).toBe('Best loss 1 at trial 4, of 3 trials with a value.');
    expect(historyWords({ ...input, points: points([NaN], ['FAILED']) })).toBe('No trial has reported loss yet.');
  });
  test('50,000 trials are drawn as a density of few marks', () => {
    const values = Array.from({ length: 50_000 }, (_, i) => Math.sin(i) + 2);
    const scene = history({ ...input, points: points(values, values.map(() => 'SUCCEEDED')) }, size);
    expect(scene.marks.length).toBeLessThan(60);
    expect(marks(scene, 'rects').length).toBeGreaterThan(0);
  });
});

describe('axes', () => {
  test('have round ticks, at most so many', () => {
    expect(ticks(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(ticks(0.9013, 0.9981, 5).length).toBeLessThanOrEqual(5);
    expect(ticks(1e-4, 1, 5, true)).toEqual([1e-4, 1e-3, 1e-2, 0.1, 1]);
    expect(ticks(3, 3)).toEqual([3]);
    for (let i = 1; i < 200; i++) expect(ticks(-i * 0.37, i * i * 0.11).length).toBeLessThanOrEqual(5);
  });
  test('write them with the digits of their step', () => {
    const list = [0.96, 0.98, 1];
    expect(list.map(tickText(list))).toEqual(['0.96', '0.98', '1.00']);
    expect([0.25, 0.5].map(tickText([0.25, 0.5]))).toEqual(['0.25', '0.50']);
    expect([1e-4, 0.01].map(tickText([1e-4, 0.01], true))).toEqual(['1e−4', '0.01']);
  });
  test('map there and back', () => {
    const s = scale(1e-4, 1, 10, 110, true);
    expect(s(0.01)).toBeCloseTo(60);
    expect(s.invert(60)).toBeCloseTo(0.01);
  });
  test('look where the values of interest are', () => {
    const values = [...Array.from({ length: 50 }, (_, i) => 1 + i / 100), 1e9];
    expect(interesting(values, false)?.[1]).toBeLessThan(10);
    expect(interesting(values, true)?.[1]).toBe(1e9);
    expect(interesting([NaN], true)).toBeUndefined();
  });
  test('keep their words on the picture', () => {
    const f = frame(size, { from: 0, to: 10, title: 'step' }, { from: 0, to: 1e6 });
    expect(f.marks.filter(m => m.kind === 'text').every(m => m.x >= 0 && m.x <= size.width)).toBe(true);
  });
});

describe('parameters', () => {
  const params = paramsOf({ parameters: { lr: { type: 'float', min: 1e-4, max: 1, scale: 'log' }, opt: { type: 'categorical', values: ['sgd', 'adam'] }, batch: { type: 'ordinal', values: [32, 64, 128] }, epochs: 27 } });
  test('come from the spec, without constants', () => expect(params.map(p => p.name)).toEqual(['lr', 'opt', 'batch']));
  test('have a place on their axis', () => {
    const at = (i: number, v: number | string | undefined): number => { const p = params[i]; if (!p) throw new Error(); return position(p, v); };
    expect(at(0, 0.01)).toBeCloseTo(0.5);
    expect([at(1, 'sgd'), at(1, 'adam')]).toEqual([0, 1]);
    expect(at(2, 64)).toBe(0.5);
    expect(at(1, undefined)).toBeNaN();
  });
  test('together: every finite trial is a line, an inactive parameter passes below', () => {
    const scene = parallel({ params: params.slice(0, 2), positions: [Float64Array.of(0.2, 0.8, 0.5), Float64Array.of(0, NaN, 1)], numbers: [1, 2, 3], values: Float64Array.of(0.1, 0.9, NaN), metric: 'acc', maximise: true, selected: none }, size);
    const all = marks(scene, 'line').filter(m => m.ink.startsWith('ramp:')).flatMap(m => Array.from(m.points)).filter(Number.isNaN).length / 2;
    expect(all).toBe(2);
    expect(marks(scene, 'line').some(m => m.ink === 'gold' && Array.from(m.points).some(v => v > size.height - 22))).toBe(true);
  });
});

describe('curves', () => {
  test('smoothing keeps gaps and the level', () => {
    expect(Array.from(smoothed([1, NaN, 1], 0.6))).toEqual([1, NaN, 1]);
    expect(Array.from(smoothed([1, 2], 0))).toEqual([1, 2]);
  });
  test('the band is the middle half where enough curves are', () => {
    const list = [1, 2, 3, 4, 5].map(v => ({ trial: v, steps: v === 5 ? [1, 2] : [1], values: v === 5 ? [v, v] : [v] }));
    expect(quartiles(list)).toEqual({ steps: [1], low: [2], high: [4] });
  });
  test('a curve of one step is a dot, and the best is gold', () => {
    const scene = curves({ curves: [{ trial: 1, steps: [1], values: [0.5] }, { trial: 2, steps: [1, 2], values: [0.2, 0.6] }], best: 2, metric: 'a', maximise: true, selected: none }, size);
    expect(marks(scene, 'dots')).toHaveLength(1);
    expect(marks(scene, 'line').at(-1)?.ink).toBe('gold');
  });
});

describe('the timeline', () => {
  const at = (s: number): string => new Date(1_000_000 + s * 1000).toISOString();
  const attempt = (trial: number, from: number, to: number | undefined, devices: string[] = []) =>
    ({ trial, attempt: 1, state: to === undefined ? 'RUNNING' as const : 'SUCCEEDED' as const, createTime: at(from), startTime: at(from), ...(to === undefined ? {} : { endTime: at(to) }), places: [{ rank: 0, node: 'n1', devices }] });
  test('puts workers without devices into slots that never overlap', () => {
    const list = bars({ truncated: false, attempts: [attempt(1, 0, 10), attempt(2, 5, 15), attempt(3, 10, 20)] }, 0, 1_030_000);
    expect(list.map(b => b.lane)).toEqual(['n1 · 1', 'n1 · 2', 'n1 · 1']);
  });
  test('names devices, and what runs reaches until now', () => {
    const list = bars({ truncated: false, attempts: [attempt(1, 0, undefined, ['0:H200', '1:H200'])] }, 0, 1_030_000);
    expect(list.map(b => b.lane)).toEqual(['n1 · 0', 'n1 · 1']);
    expect(list.every(b => b.live && b.to === 1_030_000)).toBe(true);
    expect(inside(timeline(list, 1_000_000, 1_030_000, size))).toBe(true);
  });
});

test('density puts all points into cells', () => {
  const list = density([1, 2, 50, NaN], [1, 2, 50, 0], 8, 'ok');
  expect(list.flatMap(m => (m.kind === 'rects' ? Array.from(m.boxes) : []))).toHaveLength(8);
});

test('the nearest target is found, boxes as a whole', () => {
  const targets = [{ x: 10, y: 10, say: 'a' }, { x: 100, y: 0, w: 50, h: 20, say: 'b' }];
  expect(nearest(targets, 12, 12)).toBe(0);
  expect(nearest(targets, 130, 10)).toBe(1);
  expect(nearest(targets, 300, 300)).toBe(-1);
});

test('an SVG is whole and escapes what people wrote', () => {
  const svg = toSvg({ width: 10, height: 10, targets: [], marks: [{ kind: 'text', x: 0, y: 0, text: '<lr & "x">', ink: 'ink' }] }, () => '#000', 'a < b');
  expect(svg).toContain('&lt;lr &amp; &quot;x&quot;&gt;');
  expect(new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')).toBeNull();
});

test('shades run along the ramp', () => {
  expect(shade(0, ['#000000', '#ffffff'])).toBe('rgb(0,0,0)');
  expect(shade(0.5, ['#000000', '#ffffff'])).toBe('rgb(128,128,128)');
  expect(shade(NaN, ['#000000', '#ffffff'])).toBe('rgb(0,0,0)');
});
