import { count, show } from '../words';
import { extent, frame } from './scale';
import type { Mark, Scene, Size, Target } from './scene';

export interface HistogramInput { from: number[]; to: number[]; counts: number[]; title: string; say: (from: number, to: number, n: number) => string }

/** How often values fall into each range. */
export function histogram({ from, to, counts, title, say }: HistogramInput, size: Size): Scene {
  const range = extent([...from, ...to]) ?? [0, 1], most = Math.max(1, ...counts);
  const f = frame(size, { from: range[0], to: range[1] > range[0] ? range[1] : range[0] + 1, title }, { from: 0, to: most });
  const boxes: number[] = [], targets: Target[] = [];
  counts.forEach((n, i) => {
    const x = f.x(from[i] ?? 0), w = Math.max(1, f.x(to[i] ?? 0) - x - 1), y = f.y(n), h = f.y(0) - y;
    if (n > 0) boxes.push(x, y, w, h);
    targets.push({ x, y, w, h, say: say(from[i] ?? 0, to[i] ?? 0, n) });
  });
  f.marks.push({ kind: 'rects', boxes, ink: 'accent', opacity: 0.85, radius: 1 });
  return { width: size.width, height: size.height, marks: f.marks, targets, frame: f.box };
}

export interface Share { group: string; value: string; part: number; whole: number }

/** For each value of each parameter the share that failed, as bars from the left, grouped by parameter. */
export function shares(list: readonly Share[], size: Size): Scene {
  const groups = [...new Set(list.map(s => s.group))], lines = list.length + groups.length, step = Math.min(22, (size.height - 6) / Math.max(1, lines));
  const left = Math.min(150, 20 + Math.max(40, ...list.map(s => s.value.length * 6.5))), right = 96, wide = Math.max(20, size.width - left - right);
  const most = Math.max(0.01, ...list.map(s => s.part / Math.max(1, s.whole)));
  const ground: number[] = [], boxes: number[] = [], marks: Mark[] = [], targets: Target[] = [];
  let y = 2;
  for (const group of groups) {
    marks.push({ kind: 'text', x: 0, y: y + step * 0.7, text: group, ink: 'ink-2', weight: 600 });
    y += step;
    for (const s of list.filter(one => one.group === group)) {
      const share = s.part / Math.max(1, s.whole), w = (share / most) * wide, h = Math.max(3, step - 7);
      ground.push(left, y + 2, wide, h);
      if (w > 0) boxes.push(left, y + 2, w, h);
      marks.push({ kind: 'text', x: left - 8, y: y + step * 0.62, text: s.value, ink: 'ink-3', anchor: 'end' });
      marks.push({ kind: 'text', x: left + wide + 8, y: y + step * 0.62, text: `${s.part} of ${s.whole}`, ink: 'ink-3' });
      targets.push({ x: left, y, w: wide, h: step, say: `${group} = ${s.value}: ${count(s.part)} of ${count(s.whole)} failed (${show(share * 100, 3)} %)` });
      y += step;
    }
  }
  return { width: size.width, height: size.height, marks: [{ kind: 'rects', boxes: ground, ink: 'sunken', radius: 2 }, { kind: 'rects', boxes, ink: 'bad', opacity: 0.8, radius: 2 }, ...marks], targets };
}

export interface Strength { name: string; value: number }

/** Lengths from the left, greatest first: how much each parameter matters. */
export function strengths(list: readonly Strength[], size: Size): Scene {
  const step = Math.min(26, (size.height - 4) / Math.max(1, list.length)), left = Math.min(160, 16 + Math.max(40, ...list.map(s => s.name.length * 6.8))), wide = Math.max(20, size.width - left - 54);
  const most = Math.max(1e-9, ...list.map(s => s.value));
  const ground: number[] = [], boxes: number[] = [], marks: Mark[] = [], targets: Target[] = [];
  list.forEach((s, i) => {
    const y = 2 + i * step, w = Math.max(0, (s.value / most) * wide), h = Math.max(3, Math.min(12, step - 8));
    ground.push(left, y + 4, wide, h);
    if (w > 0.5) boxes.push(left, y + 4, w, h);
    marks.push({ kind: 'text', x: left - 8, y: y + 4 + h * 0.5 + 4, text: s.name, ink: 'ink-2', anchor: 'end' });
    marks.push({ kind: 'text', x: left + wide + 8, y: y + 4 + h * 0.5 + 4, text: s.value.toFixed(2), ink: 'ink-2' });
    targets.push({ x: left, y, w: wide, h: step, say: `${s.name}: ${s.value.toFixed(3)}` });
  });
  return { width: size.width, height: size.height, marks: [{ kind: 'rects', boxes: ground, ink: 'sunken', radius: 2 }, { kind: 'rects', boxes, ink: 'accent', radius: 2 }, ...marks], targets };
}
