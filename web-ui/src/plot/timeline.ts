import type { Timeline } from '../api/shapes';
import { duration, look } from '../words';
import { ticks } from './scale';
import type { Mark, Scene, Size, Target } from './scene';

export interface Bar { lane: string; trial: number; attempt: number; state: string; from: number; to: number; live: boolean }

/** The attempts of a time as bars in lanes: one lane a device, or a slot of a node where a trial has none. Times in epoch milliseconds. */
export function bars(timeline: Timeline, from: number, now: number): Bar[] {
  const list: Bar[] = [], free = new Map<string, number[]>();
  const attempts = [...timeline.attempts].sort((a, b) => Date.parse(a.startTime ?? a.createTime) - Date.parse(b.startTime ?? b.createTime));
  for (const a of attempts) {
    if (!a.startTime) continue;
    const start = Date.parse(a.startTime), end = a.endTime ? Date.parse(a.endTime) : now;
    for (const place of a.places) {
      const lanes = place.devices.length > 0 ? place.devices.map(d => `${place.node} · ${d.split(':')[0]}`) : [slot(free, place.node, start, end)];
      if (end < from) continue;
      for (const lane of lanes) list.push({ lane, trial: a.trial, attempt: a.attempt, state: a.state, from: Math.max(from, start), to: end, live: !a.endTime });
    }
  }
  return list;
}

/** The first slot of a node that is free at a time: workers without devices take places one under the other. */
function slot(free: Map<string, number[]>, node: string, start: number, end: number): string {
  const ends = free.get(node) ?? [];
  free.set(node, ends);
  let i = ends.findIndex(until => until <= start);
  if (i < 0) i = ends.length;
  ends[i] = end;
  return `${node} · ${i + 1}`;
}

const INK: Record<string, string> = { SUCCEEDED: 'ok', STOPPED: 'cut', FAILED: 'bad', LOST: 'bad', PREEMPTED: 'wait', CANCELLED: 'wait' };

/** When what ran where; one bar an attempt and lane, coloured by how it ended. */
export function timeline(list: readonly Bar[], from: number, now: number, size: Size): Scene {
  const lanes = [...new Set(list.map(b => b.lane))].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  const left = Math.min(130, 16 + Math.max(30, ...lanes.map(l => l.length * 6))), right = 8, bottom = 24;
  const step = Math.min(34, (size.height - bottom - 4) / Math.max(1, lanes.length));
  const x = (t: number): number => left + ((t - from) / (now - from || 1)) * (size.width - left - right);
  const marks: Mark[] = [], lines: number[] = [], seconds = (now - from) / 1000;
  const unit = seconds > 7200 ? 3600 : seconds > 120 ? 60 : 1, word = unit === 3600 ? 'h' : unit === 60 ? 'min' : 's';
  for (const t of ticks(0, seconds / unit, Math.max(2, Math.min(5, Math.floor(size.width / 110))))) {
    const px = Math.round(x(now - t * unit * 1000)) + 0.5;
    lines.push(px, 2, px, size.height - bottom);
    marks.push({ kind: 'text', x: px, y: size.height - 7, text: t === 0 ? 'now' : `−${t} ${word}`, ink: 'ink-3', anchor: t === 0 ? 'end' : 'middle' });
  }
  marks.unshift({ kind: 'strokes', points: lines, ink: 'hairline', width: 1 });
  lanes.forEach((lane, i) => {
    if (step >= 9) marks.push({ kind: 'text', x: 0, y: 4 + i * step + step * 0.62, text: lane, ink: 'ink-3' });
  });
  const row = new Map(lanes.map((lane, i) => [lane, i])), groups = new Map<string, number[]>(), targets: Target[] = [];
  for (const bar of list) {
    const y = 4 + (row.get(bar.lane) ?? 0) * step, px = x(bar.from), w = Math.max(2, x(bar.to) - px - 1);
    const ink = bar.live ? 'running' : INK[bar.state] ?? 'wait', boxes = groups.get(ink) ?? [];
    groups.set(ink, boxes);
    boxes.push(px, y, w, Math.max(2, step - Math.min(4, step * 0.25)));
    targets.push({ x: px, y, w, h: step, trial: bar.trial, say: `Trial ${bar.trial}${bar.attempt > 1 ? `, attempt ${bar.attempt}` : ''} on ${bar.lane}: ${look(bar.live ? 'RUNNING' : bar.state).word}, ${duration((bar.to - bar.from) / 1000)}` });
  }
  for (const [ink, boxes] of groups) marks.push({ kind: 'rects', boxes, ink, opacity: 0.78, radius: 2, ...(ink === 'cut' ? { hatch: true } : {}) });
  return { width: size.width, height: size.height, marks, targets };
}
