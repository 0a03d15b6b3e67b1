import { show } from '../words';
import { extent, frame, padded } from './scale';
import type { Scene, Size, Target } from './scene';

export interface StepLine { name: string; x: ArrayLike<number>; y: ArrayLike<number>; ink: string }
export interface StepsInput { lines: StepLine[]; xTitle: string; percent?: boolean; log?: boolean; from?: number }

/** Stepped lines: distributions, and what only ever grows. */
export function steps(input: StepsInput, size: Size): Scene {
  const xs = extent(input.lines.flatMap(l => Array.from(l.x))) ?? [0, 1], ys = extent(input.lines.flatMap(l => Array.from(l.y))) ?? [0, 1];
  const [low, high] = input.percent ? [0, 1] : padded(ys, 0.05), xr = padded(xs, 0.01);
  const f = frame(size, { from: input.from ?? xr[0], to: xr[1], title: input.xTitle, ...(input.log && xs[0] > 0 ? { log: true } : {}) },
    { from: low, to: high, ...(input.percent ? { values: [0, 0.25, 0.5, 0.75, 1].map(at => ({ at, text: `${at * 100} %` })) } : {}) });
  const targets: Target[] = [];
  for (const line of input.lines) {
    const points: number[] = [];
    for (let i = 0; i < line.x.length; i++) {
      const px = f.x(line.x[i] ?? NaN), py = f.y(line.y[i] ?? NaN);
      if (points.length) points.push(px, points[points.length - 1] ?? 0);
      points.push(px, py);
      targets.push({ x: px, y: py, say: `${line.name}: ${show(line.x[i], 5)}, ${input.percent ? `${show((line.y[i] ?? 0) * 100, 3)} %` : show(line.y[i], 5)}` });
    }
    f.marks.push({ kind: 'line', points, ink: line.ink, width: 2, clip: true });
  }
  return { width: size.width, height: size.height, marks: f.marks, targets, frame: f.box };
}
