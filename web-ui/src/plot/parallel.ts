import { show } from '../words';
import { ends, position, type Param } from './axes';
import { bestOf, DENSE } from './points';
import { interesting } from './scale';
import type { Mark, Scene, Size, Target } from './scene';

export interface ParallelInput {
  params: Param[];
  /** A list for each parameter, from 0 to 1, NaN where a trial has none. */
  positions: Float64Array[];
  numbers: ArrayLike<number>;
  values: Float64Array;
  metric: string;
  maximise: boolean;
  selected: ReadonlySet<number>;
}

export const positions = (param: Param, values: (number | string | undefined)[]): Float64Array => Float64Array.from(values, v => position(param, v));

/** How good each trial is among those of interest, from 0 to 1. */
export function goodness(values: Float64Array, maximise: boolean): Float64Array {
  const range = interesting(values, maximise) ?? [0, 1], span = range[1] - range[0] || 1;
  return Float64Array.from(values, v => {
    const part = Math.min(1, Math.max(0, (v - range[0]) / span));
    return maximise ? part : 1 - part;
  });
}

const LEVELS = 8, BINS = 64;

/** Each trial as a line through its parameters, coloured by how good it is; of very many trials the crowd is drawn as bins. */
export function parallel(input: ParallelInput, size: Size): Scene {
  const { params, values, maximise } = input, good = goodness(values, maximise);
  const axes = [...params.map(p => p.name), input.metric];
  const columns = [...input.positions, maximise ? good : good.map(v => 1 - v)];
  const left = 34, right = 46, top = 24, bottom = 22;
  const x = (i: number): number => left + (i * (size.width - left - right)) / Math.max(1, axes.length - 1);
  const y = (p: number): number => top + (1 - p) * (size.height - top - bottom);
  const missing = y(0) + 12;
  const marks: Mark[] = [];
  const finite = [...values.keys()].filter(i => Number.isFinite(values[i]));
  if (finite.length > DENSE) marks.push(...binned(columns, finite, x, y));
  const lines = finite.length > DENSE ? bestOf(values, maximise, Math.max(20, Math.min(100, Math.round(finite.length / 100)))) : finite;
  const order = [...lines].sort((a, b) => (good[a] ?? 0) - (good[b] ?? 0));
  for (let level = 0; level < LEVELS; level++) {
    const points: number[] = [];
    for (const i of order) if (Math.min(LEVELS - 1, Math.floor((good[i] ?? 0) * LEVELS)) === level) trail(points, columns, i, x, y, missing);
    if (points.length) marks.push({ kind: 'line', points, ink: `ramp:${(level + 0.5) / LEVELS}`, width: level === LEVELS - 1 ? 1.6 : 1, opacity: level > 5 ? 0.85 : 0.5 });
  }
  const chosen: number[] = [];
  for (const i of finite) if (input.selected.has(input.numbers[i] ?? 0)) trail(chosen, columns, i, x, y, missing);
  if (chosen.length) marks.push({ kind: 'line', points: chosen, ink: 'accent', width: 2.4 });
  const best = bestOf(values, maximise, 1)[0];
  if (best !== undefined) {
    const points: number[] = [];
    trail(points, columns, best, x, y, missing);
    marks.push({ kind: 'line', points, ink: 'gold', width: 2.4 });
  }
  marks.push(...axisMarks(axes, params, input, x, y));
  const targets: Target[] = order.slice(-500).map(i => ({
    x: x(axes.length - 1), y: y(columns[columns.length - 1]?.[i] ?? 0), trial: input.numbers[i] ?? 0, say: `Trial ${input.numbers[i]}: ${input.metric} ${show(values[i], 5)}`,
  }));
  return { width: size.width, height: size.height, marks, targets };
}

function trail(into: number[], columns: Float64Array[], i: number, x: (i: number) => number, y: (p: number) => number, missing: number): void {
  columns.forEach((column, axis) => {
    const p = column[i] ?? Number.NaN;
    into.push(x(axis), Number.isNaN(p) ? missing : y(p));
  });
  into.push(Number.NaN, Number.NaN);
}

/** Between two axes a grid of 64 × 64 counts; each cell that is not empty is one stroke, in the strength of its count. */
function binned(columns: Float64Array[], rows: readonly number[], x: (i: number) => number, y: (p: number) => number): Mark[] {
  const bins = columns.map(column => Uint8Array.from(rows, i => (Number.isNaN(column[i] ?? Number.NaN) ? 255 : Math.min(BINS - 1, Math.floor((column[i] ?? 0) * BINS)))));
  const levels: number[][] = Array.from({ length: LEVELS }, () => []);
  for (let axis = 0; axis + 1 < bins.length; axis++) {
    const a = bins[axis], b = bins[axis + 1], counts = new Uint32Array(BINS * BINS);
    let most = 0;
    for (let k = 0; k < rows.length; k++) {
      const from = a?.[k] ?? 255, to = b?.[k] ?? 255;
      if (from === 255 || to === 255) continue;
      const n = (counts[from * BINS + to] ?? 0) + 1;
      counts[from * BINS + to] = n;
      if (n > most) most = n;
    }
    counts.forEach((n, cell) => {
      if (n === 0) return;
      levels[Math.min(LEVELS - 1, Math.floor(Math.sqrt(n / most) * LEVELS))]?.push(
        x(axis), y((Math.floor(cell / BINS) + 0.5) / BINS), x(axis + 1), y(((cell % BINS) + 0.5) / BINS));
    });
  }
  return levels.flatMap((points, level): Mark[] => (points.length ? [{ kind: 'strokes', points, ink: 'ramp-1', width: 1.2, opacity: 0.04 + 0.06 * level }] : []));
}

function axisMarks(axes: string[], params: Param[], input: ParallelInput, x: (i: number) => number, y: (p: number) => number): Mark[] {
  const lines: number[] = [], marks: Mark[] = [], wide = axes.length > 1 ? x(1) - x(0) : 200;
  const range = interesting(input.values, input.maximise) ?? [0, 1];
  axes.forEach((name, i) => {
    lines.push(x(i), y(0), x(i), y(1));
    const param = params[i], [low, high] = param ? ends(param) : [show(range[0], 3), show(range[1], 3)];
    const most = Math.max(4, Math.floor(wide / 7)), label = name.length > most ? `${name.slice(0, most - 1)}…` : name;
    marks.push({ kind: 'text', x: x(i), y: 13, text: label, ink: 'ink-2', anchor: 'middle', weight: 550 });
    marks.push({ kind: 'text', x: x(i) + 5, y: y(1) + 10, text: high, ink: 'ink-2', halo: true });
    marks.push({ kind: 'text', x: x(i) + 5, y: y(0) - 3, text: low, ink: 'ink-2', halo: true });
  });
  return [{ kind: 'strokes', points: lines, ink: 'edge', width: 1 }, ...marks];
}
