import type { Trial } from '../api';

export interface Dot { x: number; y: number; trial: number; pruned: boolean; top: boolean; value: number }
export interface History { dots: Dot[]; best: string; ticks: { y: number; text: string }[] }

const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Objective by trial, and the best so far as a stepped line. A pure function of the data; width and height in pixels. */
export function history(
  trials: Trial[], metric: string, maximise: boolean, width: number, height: number, label: (v: number) => string,
): History {
  const seen = trials.filter(t => finite(t.metrics[metric])).map(t => ({ trial: t, value: t.metrics[metric] as number }));
  if (seen.length === 0) return { dots: [], best: '', ticks: [] };
  const values = seen.map(s => s.value);
  const low = Math.min(...values), high = Math.max(...values), span = high - low || 1;
  const last = Math.max(...seen.map(s => s.trial.number));
  const x = (n: number) => 44 + ((n - 0.5) / last) * (width - 52);
  const y = (v: number) => 8 + (1 - (v - low) / span) * (height - 30);
  const better = (a: number, b: number) => (maximise ? a > b : a < b);
  const top = values.reduce((a, b) => (better(b, a) ? b : a));
  const dots = seen.map(({ trial, value }) => ({
    x: x(trial.number), y: y(value), trial: trial.number, pruned: trial.state === 'PRUNED', top: value === top, value,
  }));
  let best: number | undefined;
  let path = '';
  for (const { trial, value } of [...seen].sort((a, b) => a.trial.number - b.trial.number)) {
    if (best !== undefined && !better(value, best)) continue;
    path += best === undefined ? `M${x(trial.number).toFixed(1)} ${y(value).toFixed(1)}` : `H${x(trial.number).toFixed(1)}V${y(value).toFixed(1)}`;
    best = value;
  }
  path += `H${(width - 8).toFixed(1)}`;
  const ticks = [0, 0.5, 1].map(f => ({ y: y(low + f * span), text: label(low + f * span) }));
  return { dots, best: path, ticks };
}
