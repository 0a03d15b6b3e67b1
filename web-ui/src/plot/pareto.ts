import { plural, show } from '../words';
import { DENSE, density } from './points';
import { extent, frame, padded } from './scale';
import type { Scene, Size, Target } from './scene';

export interface Goal { name: string; maximise: boolean; values: ArrayLike<number> }
export interface ParetoInput { x: Goal; y: Goal; numbers: ArrayLike<number>; front: ReadonlySet<number>; selected: ReadonlySet<number> }

/** Two objectives against each other; gold is what nothing beats in both. */
export function pareto({ x: gx, y: gy, numbers, front, selected }: ParetoInput, size: Size): Scene {
  const xr = padded(extent(Array.from(gx.values)) ?? [0, 1], 0.06), yr = padded(extent(Array.from(gy.values)) ?? [0, 1], 0.08);
  const { x, y, marks, box } = frame(size, { from: xr[0], to: xr[1], title: `${gx.name} ${gx.maximise ? '→' : '←'}` }, { from: yr[0], to: yr[1] });
  const rest: [number[], number[]] = [[], []], best: [number, number][] = [], chosen: [number[], number[]] = [[], []], targets: Target[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const px = x(gx.values[i] ?? NaN), py = y(gy.values[i] ?? NaN), n = numbers[i] ?? 0;
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
    if (front.has(n)) best.push([px, py]);
    else { rest[0].push(px); rest[1].push(py); }
    if (selected.has(n)) { chosen[0].push(px); chosen[1].push(py); }
    targets.push({ x: px, y: py, trial: n, say: `Trial ${n}: ${gx.name} ${show(gx.values[i], 5)}, ${gy.name} ${show(gy.values[i], 5)}${front.has(n) ? ', on the front' : ''}` });
  }
  if (rest[0].length > DENSE) marks.push(...density(rest[0], rest[1], 5, 'ok'));
  else marks.push({ kind: 'dots', xs: rest[0], ys: rest[1], r: 3, ink: 'ok', shape: 'dot', opacity: 0.5 });
  best.sort((a, b) => a[0] - b[0]);
  const steps: number[] = [];
  best.forEach(([px, py], i) => {
    const before = best[i - 1];
    if (before) steps.push(gx.maximise ? before[0] : px, gx.maximise ? py : before[1]);
    steps.push(px, py);
  });
  marks.push({ kind: 'line', points: steps, ink: 'gold', width: 1.4, opacity: 0.7 });
  marks.push({ kind: 'dots', xs: best.map(b => b[0]), ys: best.map(b => b[1]), r: 4.5, ink: 'gold', shape: 'dot' });
  marks.push({ kind: 'dots', xs: chosen[0], ys: chosen[1], r: 7, ink: 'accent', shape: 'ring' });
  marks.push({ kind: 'text', x: box[0] + 8, y: 12, text: `${gy.name} ${gy.maximise ? '↑' : '↓'}`, ink: 'ink-3' });
  return { width: size.width, height: size.height, marks, targets, frame: box };
}

export const paretoWords = ({ x, y, front }: ParetoInput): string =>
  front.size === 0 ? 'No trial has ended well yet.' : `${plural(front.size, 'trial')} of which none is better in both ${x.name} and ${y.name}.`;
