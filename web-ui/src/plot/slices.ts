import type { Slices } from '../api/shapes';
import { finite } from '../api/shapes';
import { show } from '../words';
import type { Param } from './axes';
import { DENSE, density } from './points';
import { extent, frame, padded, type Axis } from './scale';
import type { Mark, Scene, Size, Target } from './scene';

export interface SliceInput { slice: Slices['slices'][number]; param: Param | undefined; xs: ArrayLike<number | string | undefined>; ys: ArrayLike<number>; numbers: ArrayLike<number>; selected: ReadonlySet<number>; yRange: [number, number]; metric: string }

const place = (values: readonly unknown[], v: unknown): number => values.findIndex(one => String(one) === String(v) || Number(one) === Number(v));

/** The objective along one parameter: each trial as a dot, and what a model learnt from all of them, with its spread. */
export function slice({ slice: s, param, xs, ys, numbers, selected, yRange, metric }: SliceInput, size: Size): Scene {
  const words = param?.values !== undefined || s.value.some(v => typeof v !== 'number'), values = s.value.map(Number), known = extent(values) ?? [0, 1];
  const log = !words && (param?.log ?? false) && known[0] > 0;
  const names = param?.values ?? s.value.map(String);
  const [from, to] = words ? [-0.5, names.length - 0.5] : padded(known, 0.03, log);
  const x: Axis = { from, to, log, ...(words ? { values: names.map((text, at) => ({ at, text: text.length > 10 ? `${text.slice(0, 9)}…` : text })) } : {}) };
  const f = frame(size, x, { from: yRange[0], to: yRange[1] });
  const at = (v: unknown): number => f.x(words ? place(names, v) : Number(v));
  const dots: [number[], number[]] = [[], []], chosen: [number[], number[]] = [[], []], targets: Target[] = [];
  for (let i = 0; i < ys.length; i++) {
    const y = ys[i] ?? NaN, v = xs[i];
    if (v === undefined || !Number.isFinite(y) || y < yRange[0] || y > yRange[1]) continue;
    const px = at(v) + (words ? (((numbers[i] ?? 0) * 37) % 17) - 8 : 0), py = f.y(y), n = numbers[i] ?? 0;
    dots[0].push(px); dots[1].push(py);
    if (selected.has(n)) { chosen[0].push(px); chosen[1].push(py); }
    targets.push({ x: px, y: py, trial: n, say: `Trial ${n}: ${s.parameter} ${show(v)}, ${metric} ${show(y)}` });
  }
  const mean = s.mean.map(finite), spread = s.deviation.map(finite), band: number[] = [], line: number[] = [];
  s.value.forEach((v, i) => { line.push(at(v), f.y(mean[i] ?? NaN)); band.push(at(v), f.y((mean[i] ?? NaN) + (spread[i] ?? 0))); });
  for (let i = s.value.length - 1; i >= 0; i--) band.push(at(s.value[i]), f.y((mean[i] ?? NaN) - (spread[i] ?? 0)));
  const learnt: Mark[] = words
    ? [{ kind: 'strokes', points: s.value.flatMap((v, i) => [at(v) - 14, f.y(mean[i] ?? NaN), at(v) + 14, f.y(mean[i] ?? NaN)]), ink: 'series-2', width: 2.4 }]
    : [{ kind: 'line', points: line, ink: 'series-2', width: 2, clip: true }];
  if (!words) f.marks.push({ kind: 'line', points: band, ink: 'band', width: 0, fill: true, close: true, clip: true, opacity: 0.8 });
  if (dots[0].length > DENSE) f.marks.push(...density(dots[0], dots[1], 4, 'series-1'));
  else f.marks.push({ kind: 'dots', xs: dots[0], ys: dots[1], r: 2.4, ink: 'series-1', shape: 'dot', opacity: 0.4 });
  f.marks.push(...learnt, { kind: 'dots', xs: chosen[0], ys: chosen[1], r: 6, ink: 'accent', shape: 'ring' });
  return { width: size.width, height: size.height, marks: f.marks, targets, frame: f.box };
}

export interface ContourInput { x: string; y: string; xValues: readonly unknown[]; yValues: readonly unknown[]; means: readonly (readonly unknown[])[]; maximise: boolean; xLog: boolean; yLog: boolean; metric: string }

const axis = (values: readonly unknown[], log: boolean): { axis: Axis; edges: (i: number) => [number, number] } => {
  const words = values.some(v => typeof v !== 'number');
  if (words) return { axis: { from: -0.5, to: values.length - 0.5, values: values.map((v, at) => ({ at, text: String(v) })) }, edges: i => [i - 0.5, i + 0.5] };
  const list = values.map(Number), logged = log && Math.min(...list) > 0, to = (v: number): number => (logged ? Math.log(v) : v), back = (v: number): number => (logged ? Math.exp(v) : v);
  const edge = (i: number): number => {
    if (i <= 0) return list[0] ?? 0;
    if (i >= list.length) return list[list.length - 1] ?? 1;
    return back((to(list[i - 1] ?? 0) + to(list[i] ?? 0)) / 2);
  };
  return { axis: { from: list[0] ?? 0, to: list[list.length - 1] ?? 1, log: logged }, edges: i => [edge(i), edge(i + 1)] };
};

/** The objective over two parameters, from a model of all trials, as shades: the darker the better. */
export function contour(input: ContourInput, size: Size): Scene {
  const xa = axis(input.xValues, input.xLog), ya = axis(input.yValues, input.yLog);
  const f = frame(size, { ...xa.axis, title: input.x }, ya.axis);
  const range = extent(input.means.flatMap(row => row.map(finite))) ?? [0, 1], span = range[1] - range[0] || 1;
  const shades: number[][] = Array.from({ length: 12 }, () => []), targets: Target[] = [];
  input.means.forEach((row, j) => row.forEach((mean, i) => {
    const v = finite(mean);
    if (Number.isNaN(v)) return;
    const part = (v - range[0]) / span, good = input.maximise ? part : 1 - part, [x0, x1] = xa.edges(i), [y0, y1] = ya.edges(j);
    const px = f.x(x0), py = f.y(y1), w = f.x(x1) - px, h = f.y(y0) - py;
    shades[Math.min(11, Math.floor(good * 12))]?.push(px, py, w + 0.5, h + 0.5);
    targets.push({ x: px, y: py, w, h, say: `${input.x} ${show(input.xValues[i], 3)}, ${input.y} ${show(input.yValues[j], 3)}: ${input.metric} about ${show(v)}` });
  }));
  const marks: Mark[] = shades.flatMap((boxes, i): Mark[] => (boxes.length ? [{ kind: 'rects', boxes, ink: `ramp:${(i + 0.5) / 12}` }] : []));
  marks.push(...f.marks.filter(m => m.kind === 'text'), { kind: 'text', x: f.box[0] + 12, y: 22, text: input.y, ink: 'ink', halo: true, weight: 600 });
  return { width: size.width, height: size.height, marks, targets };
}

export interface RankInput { x: Param; y: Param; xs: readonly unknown[]; ys: readonly unknown[]; numbers: readonly number[]; ranks: readonly number[]; values: readonly unknown[]; metric: string; selected: ReadonlySet<number> }

/** Where the good trials are: each as a dot at two of its parameters, the darker the better. */
export function rank(input: RankInput, size: Size): Scene {
  const side = (p: Param): Axis => (p.values
    ? { from: -0.5, to: p.values.length - 0.5, values: p.values.map((text, at) => ({ at, text })) }
    : { from: padded([p.min, p.max], 0.03, p.log)[0], to: padded([p.min, p.max], 0.03, p.log)[1], log: p.log });
  const f = frame(size, { ...side(input.x), title: input.x.name }, side(input.y));
  const at = (p: Param, v: unknown, n: number): number => (p.values ? place(p.values, v) + (((n * 37) % 17) - 8) / 40 : Number(v));
  const levels: [number[], number[]][] = Array.from({ length: 8 }, () => [[], []]), targets: Target[] = [], chosen: [number[], number[]] = [[], []];
  const order = input.numbers.map((_, i) => i).sort((a, b) => (input.ranks[b] ?? 0) - (input.ranks[a] ?? 0));
  for (const i of order) {
    const n = input.numbers[i] ?? 0, vx = input.xs[i], vy = input.ys[i];
    if (vx === null || vx === undefined || vy === null || vy === undefined) continue;
    const px = f.x(at(input.x, vx, n)), py = f.y(at(input.y, vy, n * 3)), level = levels[Math.min(7, Math.floor((1 - (input.ranks[i] ?? 1)) * 8))];
    level?.[0].push(px); level?.[1].push(py);
    if (input.selected.has(n)) { chosen[0].push(px); chosen[1].push(py); }
    targets.push({ x: px, y: py, trial: n, say: `Trial ${n}: ${input.metric} ${show(input.values[i])}, better than ${Math.round((1 - (input.ranks[i] ?? 1)) * 100)} %` });
  }
  levels.forEach(([xs, ys], i) => f.marks.push({ kind: 'dots', xs, ys, r: i === 7 ? 4 : 3.2, ink: `ramp:${(i + 0.8) / 8}`, shape: 'dot' }));
  f.marks.push({ kind: 'dots', xs: chosen[0], ys: chosen[1], r: 7, ink: 'accent', shape: 'ring' }, { kind: 'text', x: f.box[0] + 12, y: 12, text: input.y.name, ink: 'ink-3' });
  return { width: size.width, height: size.height, marks: f.marks, targets, frame: f.box };
}
