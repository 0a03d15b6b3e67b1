import { show } from '../words';
import { DENSE, density, type Points } from './points';
import { extent, frame, interesting, padded } from './scale';
import type { Mark, Scene, Size, Target } from './scene';

export interface HistoryInput { points: Points; metric: string; maximise: boolean; selected: ReadonlySet<number>; log?: boolean }

/** Each trial's value by its number, and the best so far as a stepped line in gold. Failed trials are crosses at the edge, never zeros. */
export function history({ points, metric, maximise, selected, log: wantsLog }: HistoryInput, size: Size): Scene {
  const { numbers, values, states } = points;
  const known = interesting(values, maximise), last = extent(numbers)?.[1] ?? 1;
  const log = !!wantsLog && (known?.[0] ?? 0) > 0;
  const [low, high] = padded(known ?? [0, 1], 0.06, log);
  const { x, y, marks, box } = frame(size, { from: 0, to: last + 1, title: 'trial' }, { from: low, to: high, log });
  const bad = maximise ? y(low) - 6 : y(high) + 6;
  const targets: Target[] = [];
  const ok: [number[], number[]] = [[], []], cut: [number[], number[]] = [[], []], failed: [number[], number[]] = [[], []], chosen: [number[], number[]] = [[], []];
  const line: number[] = [];
  let best = Number.NaN, top = -1;
  for (const i of inOrder(numbers)) {
    const v = values[i] ?? Number.NaN, n = numbers[i] ?? 0, state = states[i] ?? '', px = x(n);
    if (state === 'FAILED' || state === 'INFEASIBLE') {
      failed[0].push(px); failed[1].push(bad);
      targets.push({ x: px, y: bad, trial: n, say: `Trial ${n} failed` });
      continue;
    }
    if (Number.isNaN(v)) continue;
    const py = Math.max(box[1] + 2, Math.min(box[1] + box[3] - 2, y(v))), into = state === 'PRUNED' ? cut : ok;
    into[0].push(px); into[1].push(py);
    if (selected.has(n)) { chosen[0].push(px); chosen[1].push(py); }
    targets.push({ x: px, y: py, trial: n, say: `Trial ${n}: ${metric} ${show(v, 5)}${state === 'PRUNED' ? ', stopped early' : state === 'SUCCEEDED' ? '' : ', running'}` });
    if (state !== 'SUCCEEDED' && state !== 'PRUNED') continue;
    if (Number.isNaN(best) || (maximise ? v > best : v < best)) {
      if (line.length) line.push(px, line[line.length - 1] ?? 0);
      line.push(px, y(v));
      best = v;
      top = i;
    }
  }
  if (line.length) line.push(x(last), line[line.length - 1] ?? 0);
  const dense = ok[0].length + cut[0].length > DENSE;
  if (dense) marks.push(...density(cut[0], cut[1], 4, 'cut'), ...density(ok[0], ok[1], 4, 'ok'));
  else {
    marks.push({ kind: 'dots', xs: cut[0], ys: cut[1], r: 3, ink: 'cut', shape: 'ring' });
    marks.push({ kind: 'dots', xs: ok[0], ys: ok[1], r: 3.1, ink: 'ok', shape: 'dot', opacity: 0.78 });
  }
  marks.push({ kind: 'dots', xs: failed[0], ys: failed[1], r: 3.4, ink: 'bad', shape: 'cross', ...(dense ? { opacity: 0.3 } : {}) });
  marks.push({ kind: 'line', points: line, ink: 'gold', width: 2, clip: true });
  marks.push({ kind: 'dots', xs: chosen[0], ys: chosen[1], r: 6, ink: 'accent', shape: 'ring' });
  if (top >= 0) marks.push(...crown(x(numbers[top] ?? 0), y(best), `#${numbers[top]}`, size, box));
  return { width: size.width, height: size.height, marks, targets, frame: box };
}

/** The best trial as it looks everywhere: a gold dot with its number. */
export function crown(x: number, y: number, text: string, size: Size, box: [number, number, number, number]): Mark[] {
  const above = y - 10 > box[1] + 8, px = Math.min(Math.max(x, box[0] + 16), size.width - 20);
  return [
    { kind: 'dots', xs: [x], ys: [y], r: 7, ink: 'surface', shape: 'dot' },
    { kind: 'dots', xs: [x], ys: [y], r: 5, ink: 'gold', shape: 'dot' },
    { kind: 'text', x: px, y: above ? y - 10 : y + 18, text, ink: 'gold', anchor: 'middle', weight: 600, halo: true },
  ];
}

function inOrder(numbers: Int32Array): Uint32Array {
  const order = Uint32Array.from(numbers, (_, i) => i);
  for (let i = 1; i < numbers.length; i++) if ((numbers[i] ?? 0) < (numbers[i - 1] ?? 0)) return order.sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  return order;
}

/** The history in one sentence. */
export function historyWords({ points, metric, maximise }: HistoryInput): string {
  let best = Number.NaN, at = 0, n = 0;
  points.values.forEach((v, i) => {
    if (Number.isNaN(v)) return;
    n += 1;
    if (Number.isNaN(best) || (maximise ? v > best : v < best)) { best = v; at = points.numbers[i] ?? 0; }
  });
  return n === 0 ? `No trial has reported ${metric} yet.` : `Best ${metric} ${show(best, 5)} at trial ${at}, of ${n} trials with a value.`;
}
