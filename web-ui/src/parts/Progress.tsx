import type { Counts } from '../api/shapes';
import { count, type Tone } from '../words';

export interface Part { tone: Tone; n: number; word: string }

/** The parts of a study's progress; what is to go is left out when no number of trials was asked for. */
export function parts(trials: Counts, maxTrials: number | undefined): Part[] {
  const run = trials.running + trials.starting + trials.placing + trials.stopping;
  const list: Part[] = [
    { tone: 'ok', n: trials.succeeded, word: 'finished' },
    { tone: 'cut', n: trials.pruned, word: 'stopped early' },
    { tone: 'bad', n: trials.failed + trials.infeasible, word: 'failed' },
    { tone: 'run', n: run, word: 'running' },
    { tone: 'wait', n: trials.queued + trials.paused, word: 'waiting' },
    { tone: 'wait', n: trials.cancelled, word: 'cancelled' },
  ];
  return list.filter((part, i) => part.n > 0 || (i === 0 && maxTrials === undefined));
}

export const done = (t: Counts): number => t.succeeded + t.pruned + t.failed + t.infeasible + t.cancelled;

export function Bar({ trials, maxTrials, small }: { trials: Counts; maxTrials: number | undefined; small?: boolean }) {
  const list = parts(trials, maxTrials), whole = Math.max(maxTrials ?? 0, trials.total, 1);
  return (
    <div class={`bar ${small ? 'small' : ''}`} role="img" aria-label={list.map(p => `${p.n} ${p.word}`).join(', ') || 'nothing yet'}>
      {list.map(p => <span key={p.word} class={p.tone} style={{ flex: `${p.n} 0 0` }} />)}
      {whole > trials.total ? <span class="rest" style={{ flex: `${whole - trials.total} 0 0` }} /> : null}
    </div>
  );
}

export function Keys({ trials, maxTrials }: { trials: Counts; maxTrials: number | undefined }) {
  const togo = (maxTrials ?? 0) - trials.total;
  return (
    <>
      {parts(trials, maxTrials).map(p => <span key={p.word} class={`key ${p.tone}`}>{count(p.n)} {p.word}</span>)}
      {togo > 0 ? <span class="key rest">{count(togo)} to go</span> : null}
    </>
  );
}

/** Seconds until all trials have ended, by how fast they ended lately; undefined when that says nothing. Times in epoch milliseconds. */
export function eta(ends: ArrayLike<number>, left: number, now: number): number | undefined {
  const times = Array.from(ends).filter(Number.isFinite).sort((a, b) => a - b).slice(-30), first = times[0];
  if (left <= 0 || first === undefined || times.length < 3) return undefined;
  const span = Math.max(now - first, 1) / 1000;
  return (left * span) / (times.length - 1);
}
