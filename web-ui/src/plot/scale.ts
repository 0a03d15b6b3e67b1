import type { Mark, Size } from './scene';

/** Values to pixels along one axis. */
export interface Scale { (value: number): number; from: number; to: number; log: boolean; invert: (pixel: number) => number }

export function scale(from: number, to: number, a: number, b: number, log = false): Scale {
  const low = log ? Math.log(from) : from, high = log ? Math.log(to) : to, span = high - low || 1;
  const map = (value: number): number => a + (((log ? Math.log(value) : value) - low) / span) * (b - a);
  const invert = (pixel: number): number => {
    const v = low + ((pixel - a) / (b - a || 1)) * span;
    return log ? Math.exp(v) : v;
  };
  return Object.assign(map, { from, to, log, invert });
}

/** Least and greatest of the finite values; undefined without any. */
export function extent(values: Iterable<number>): [number, number] | undefined {
  let low = Infinity, high = -Infinity;
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low > high ? undefined : [low, high];
}

/** A little room on both sides, so that nothing sits on the frame. */
export function padded([low, high]: [number, number], part = 0.04, log = false): [number, number] {
  if (low === high) {
    if (log) return [low / 2, high * 2];
    const room = Math.abs(low) * 0.05 || 1;
    return [low - room, high + room];
  }
  if (log) {
    const f = (high / low) ** part;
    return [low / f, high * f];
  }
  const room = (high - low) * part;
  return [low - room, high + room];
}

/** The range where the values of interest lie: far outliers on the bad side would press all others into a line. */
export function interesting(values: ArrayLike<number>, maximise: boolean): [number, number] | undefined {
  const finite = Array.from(values).filter(Number.isFinite).sort((a, b) => a - b);
  const low = finite[0], high = finite[finite.length - 1];
  if (low === undefined || high === undefined) return undefined;
  if (finite.length < 8) return [low, high];
  const q = (p: number): number => finite[Math.floor(p * (finite.length - 1))] ?? 0;
  const spread = (q(0.75) - q(0.25)) * 3 || high - low;
  return maximise ? [Math.max(low, q(0.25) - spread), high] : [low, Math.min(high, q(0.75) + spread)];
}

const STEPS = [1, 2, 2.5, 5, 10];

/** At most so many round values in a range. */
export function ticks(from: number, to: number, most = 5, log = false): number[] {
  if (!(to > from) || !Number.isFinite(to - from)) return Number.isFinite(from) ? [from] : [];
  if (log) return logTicks(from, to, most);
  const rough = (to - from) / most, size = 10 ** Math.floor(Math.log10(rough));
  let step = size * 10;
  for (const s of STEPS) if (Math.floor(to / (s * size)) - Math.ceil(from / (s * size)) + 1 <= most) { step = s * size; break; }
  const list: number[] = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) list.push(Number((k * step).toPrecision(12)));
  return list;
}

function logTicks(from: number, to: number, most: number): number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9), last = Math.floor(Math.log10(to) + 1e-9), every = Math.max(1, Math.ceil((last - first + 1) / most));
  const list: number[] = [];
  for (let k = first; k <= last; k += every) list.push(Number(`1e${k}`));
  if (list.length >= 2) return list;
  const finer = [1, 2, 5].flatMap(m => [first - 1, first, first + 1].map(k => m * 10 ** k)).filter(v => v >= from && v <= to).sort((a, b) => a - b);
  return finer.length >= 2 ? finer.slice(0, most) : ticks(from, to, most);
}

/** How ticks are written: all with as many digits as the finest of them needs. */
export function tickText(values: readonly number[], log = false): (value: number) => string {
  const most = Math.max(...values.map(Math.abs), 0);
  const exact = (d: number): boolean => values.every(v => Math.abs(Number(v.toFixed(d)) - v) <= Math.abs(v) * 1e-9);
  let digits = 0;
  while (digits < 8 && !exact(digits)) digits += 1;
  return value => {
    const size = Math.abs(value);
    let text: string;
    if (log && size > 0 && (size < 0.01 || size >= 1e4)) text = value.toExponential(0);
    else if (!log && most > 0 && (most < 1e-3 || most >= 1e6)) text = value === 0 ? '0' : value.toExponential(1).replace('.0e', 'e');
    else text = log ? String(Number(value.toPrecision(3))) : value.toFixed(digits);
    return text.replaceAll('-', '−').replace('e+', 'e');
  };
}

export interface Frame { x: Scale; y: Scale; marks: Mark[]; box: [number, number, number, number] }
export interface Axis { from: number; to: number; log?: boolean; title?: string; values?: { at: number; text: string }[] }

/** Two axes the way every plot has them: hairlines across, words below and beside, no box. */
export function frame(size: Size, xAxis: Axis, yAxis: Axis, yWidth = 0): Frame {
  const yValues = yAxis.values ?? axisValues(yAxis, Math.min(5, Math.max(2, Math.floor(size.height / 44))));
  const left = yWidth || Math.min(120, 14 + Math.max(20, ...yValues.map(v => v.text.length * 6.2)));
  const right = 10, top = 10, bottom = 24;
  const x = scale(xAxis.from, xAxis.to, left, size.width - right, xAxis.log), y = scale(yAxis.from, yAxis.to, size.height - bottom, top, yAxis.log);
  const marks: Mark[] = [];
  const lines: number[] = [];
  for (const v of yValues) {
    const py = Math.round(y(v.at)) + 0.5;
    lines.push(left, py, size.width - right, py);
    marks.push({ kind: 'text', x: left - 7, y: py + 3.5, text: v.text, ink: 'ink-3', anchor: 'end' });
  }
  marks.unshift({ kind: 'strokes', points: lines, ink: 'hairline', width: 1 });
  const xValues = xAxis.values ?? axisValues(xAxis, Math.min(5, Math.max(2, Math.floor(size.width / 70))));
  const titleFrom = size.width - right - (xAxis.title?.length ?? 0) * 6 - 8;
  for (const v of xValues) {
    const px = x(v.at), half = v.text.length * 3;
    if (xAxis.title && px + half > titleFrom) continue;
    marks.push({ kind: 'text', x: Math.max(px, half), y: size.height - 7, text: v.text, ink: 'ink-3', anchor: 'middle' });
  }
  if (xAxis.title) marks.push({ kind: 'text', x: size.width - right, y: size.height - 7, text: xAxis.title, ink: 'ink-3', anchor: 'end' });
  return { x, y, marks, box: [left - 6, 0, size.width - left - right + 12, size.height - bottom + 4] };
}

function axisValues(axis: Axis, most: number): { at: number; text: string }[] {
  const values = ticks(axis.from, axis.to, most, axis.log), text = tickText(values, axis.log);
  return values.map(at => ({ at, text: text(at) }));
}
