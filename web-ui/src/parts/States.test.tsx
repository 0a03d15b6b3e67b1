import { signal } from '@preact/signals';
import { render, type ComponentChild } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Failure } from '../api/client';
import type { Resource } from '../state/resource';
import { Banner, Loaded, StateMark } from './States';
import { answeredAt, offlineSince } from '../state/session';
import { paused } from '../state/stream';
import { Bar, eta } from './Progress';

let root: HTMLElement;
beforeEach(() => { root = document.createElement('div'); document.body.append(root); });
afterEach(() => { render(null, root); root.remove(); offlineSince.value = 0; paused.value = false; });

const put = (what: ComponentChild): string => { render(what, root); return root.textContent ?? ''; };
const resource = (data: string | undefined, failure?: Failure, load = async (): Promise<void> => undefined): Resource<string> => ({ data: signal(data), failure: signal(failure), loading: signal(false), load });

test('a card that loads has the shape of what comes, and says so to readers', () => {
  put(<Loaded of={resource(undefined)} height={120}>{v => v}</Loaded>);
  expect(root.querySelector('[role="status"]')?.getAttribute('aria-label')).toBe('Loading');
  expect((root.querySelector('.skeleton') as HTMLElement).style.minHeight).toBe('120px');
});

test('a card that failed names the code and tries again', () => {
  const load = vi.fn(async () => undefined);
  expect(put(<Loaded of={resource(undefined, new Failure(500, 'INTERNAL', 'the store is busy', [], 'req-1'), load)}>{v => v}</Loaded>)).toContain('INTERNAL · req-1');
  root.querySelector('button')?.click();
  expect(load).toHaveBeenCalledOnce();
});

test('what was there before stays beside a failure', () => {
  expect(put(<Loaded of={resource('old', new Failure(503, 'UNAVAILABLE', 'later'))}>{v => <b>{v}</b>}</Loaded>)).toMatch(/^old.*later/);
});

test('an analysis that a study cannot have is no failure', () => {
  expect(put(<Loaded of={resource(undefined, new Failure(422, 'NOT_APPLICABLE', 'too little is known'))}>{v => v}</Loaded>)).toBe('too little is known');
  expect(root.querySelector('[role="alert"]')).toBeNull();
});

test('while the server is away the page says since when what it shows is', () => {
  answeredAt.value = Date.UTC(2026, 0, 1, 9, 14, 2);
  expect(put(<Banner />)).toBe('');
  offlineSince.value = 1;
  expect(put(<Banner />)).toContain('does not answer');
});

test('a paused page says so', () => {
  paused.value = true;
  expect(put(<Banner />)).toContain('Paused');
});

test('a state is never colour alone', () => expect(put(<StateMark state="PRUNED" />)).toBe('◇ stopped early'));

test('progress is told to readers in words', () => {
  const trials = { queued: 0, placing: 0, starting: 0, running: 2, paused: 0, stopping: 0, succeeded: 5, pruned: 3, failed: 1, infeasible: 0, cancelled: 0, total: 11 };
  put(<Bar trials={trials} maxTrials={20} />);
  expect(root.querySelector('[role="img"]')?.getAttribute('aria-label')).toBe('5 finished, 3 stopped early, 1 failed, 2 running');
});

test('the end is estimated from how fast trials ended lately, and not from too few', () => {
  expect(eta([0, 10_000, 20_000, 30_000], 6, 30_000)).toBeCloseTo(60);
  expect(eta([0, 10_000], 6, 30_000)).toBeUndefined();
  expect(eta([0, 1, 2, NaN], 0, 30_000)).toBeUndefined();
});
