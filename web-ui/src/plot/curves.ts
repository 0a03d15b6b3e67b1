import { show } from '../words';
import { extent, frame, interesting, padded } from './scale';
import type { Mark, Scene, Size, Target } from './scene';

export interface Curve { trial: number; label?: string; steps: ArrayLike<number>; values: ArrayLike<number>; ink?: string; live?: boolean }
export interface CurvesInput { curves: Curve[]; band?: Curve[]; best: number; metric: string; maximise: boolean; log?: boolean; smooth?: number; selected: ReadonlySet<number> }

/** Exponentially smoothed; 0 leaves a curve as it is, and gaps stay gaps. */
export function smoothed(values: ArrayLike<number>, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  let last = Number.NaN, scale = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] ?? Number.NaN;
    if (!Number.isFinite(v)) { out[i] = Number.NaN; continue; }
    last = (Number.isNaN(last) ? 0 : last * weight) + (1 - weight) * v;
    scale = scale * weight + (1 - weight);
    out[i] = weight > 0 ? last / scale : v;
  }
  return out;
}

/** The middle half of several curves at each step that at least four of them, and a quarter of those at the start, have. */
export function quartiles(curves: readonly Curve[]): { steps: number[]; low: number[]; high: number[] } {
  const at = new Map<number, number[]>();
  for (const c of curves) {
    for (let i = 0; i < c.steps.length; i++) {
      const v = c.values[i] ?? Number.NaN, step = c.steps[i] ?? 0;
      if (!Number.isFinite(v)) continue;
      const list = at.get(step);
      if (list) list.push(v); else at.set(step, [v]);
    }
  }
  const least = Math.max(4, Math.max(0, ...[...at.values()].map(list => list.length)) / 4);
  const steps: number[] = [], low: number[] = [], high: number[] = [];
  for (const step of [...at.keys()].sort((a, b) => a - b)) {
    const list = (at.get(step) ?? []).sort((a, b) => a - b);
    if (list.length < least) continue;
    steps.push(step);
    low.push(list[Math.floor(0.25 * (list.length - 1))] ?? 0);
    high.push(list[Math.ceil(0.75 * (list.length - 1))] ?? 0);
  }
  return { steps, low, high };
}

/** A metric by its step: the best in gold, the others in the first colour, and the middle half of the rest as a band. */
export function curves(input: CurvesInput, size: Size): Scene {
  const shown = input.curves.map(c => ({ ...c, values: smoothed(c.values, input.smooth ?? 0) }));
  const everything = [...shown, ...(input.band ?? [])];
  const values = everything.flatMap(c => Array.from(c.values)), steps = everything.flatMap(c => Array.from(c.steps));
  const known = everything.length > 1 ? interesting(values, input.maximise) : extent(values), log = !!input.log && (known?.[0] ?? 0) > 0;
  const [low, high] = padded(known ?? [0, 1], 0.05, log), range = extent(steps) ?? [0, 1];
  const { x, y, marks, box } = frame(size, { from: range[0], to: Math.max(range[1], range[0] + 1), title: 'step' }, { from: low, to: high, log });
  const targets: Target[] = [];
  if (input.band?.length) {
    const q = quartiles(input.band), outline: number[] = [];
    q.steps.forEach((s, i) => outline.push(x(s), y(q.high[i] ?? 0)));
    for (let i = q.steps.length - 1; i >= 0; i--) outline.push(x(q.steps[i] ?? 0), y(q.low[i] ?? 0));
    if (outline.length > 3) marks.push({ kind: 'line', points: outline, ink: 'band', width: 0, fill: true, close: true, clip: true });
  }
  const order = [...shown].sort((a, b) => Number(a.trial === input.best) - Number(b.trial === input.best));
  for (const c of order) {
    const points: number[] = [];
    for (let i = 0; i < c.steps.length; i++) {
      const px = x(c.steps[i] ?? 0), v = c.values[i] ?? Number.NaN;
      points.push(px, Number.isNaN(v) ? Number.NaN : y(v));
      if (!Number.isNaN(v)) targets.push({ x: px, y: y(v), trial: c.trial, say: `${c.label ?? `Trial ${c.trial}`}, step ${c.steps[i]}: ${show(v, 5)}` });
    }
    const gold = c.trial === input.best && !c.ink, strong = gold || input.selected.has(c.trial) || !!c.ink;
    const mark: Mark = { kind: 'line', points, ink: c.ink ?? (gold ? 'gold' : c.live ? 'running' : 'series-1'), width: strong ? 2.2 : 1.3, opacity: strong ? 1 : 0.62, clip: true };
    if (c.live) mark.dash = [5, 3];
    marks.push(mark);
    if (points.length === 2) marks.push({ kind: 'dots', xs: [points[0] ?? 0], ys: [points[1] ?? 0], r: 3, ink: mark.ink, shape: 'dot' });
  }
  return { width: size.width, height: size.height, marks, targets, frame: box };
}
