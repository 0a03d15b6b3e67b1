import { effect, signal } from '@preact/signals';
import { address } from '../api/client';
import { loadMe, needsLogin, offlineSince } from './session';

/** One stream of events for the whole page, of what the page shows. It rests while the page is hidden or paused. */
export const paused = signal(false);
export const topics = signal<readonly string[]>([]);
export const streaming = signal(false);

export type StreamEvent = 'hello' | 'study' | 'studies' | 'trials' | 'trial' | 'cluster' | 'gone' | 'reset';
const KINDS: StreamEvent[] = ['hello', 'study', 'studies', 'trials', 'trial', 'cluster', 'gone', 'reset'];
type Listener = (data: unknown) => void;
const listeners = new Map<StreamEvent, Set<Listener>>();

/** Hears events of a kind; the answer ends it. A stream that begins anew says reset, because something may have been missed. */
export function listen(kind: StreamEvent, listener: Listener): () => void {
  const set = listeners.get(kind) ?? new Set<Listener>();
  listeners.set(kind, set.add(listener));
  return () => set.delete(listener);
}

function tell(kind: StreamEvent, data: unknown): void {
  for (const listener of listeners.get(kind) ?? []) listener(data);
}

const RETRY_MS = [500, 1000, 2000, 4000, 8000, 15_000];

let source: EventSource | undefined;
let open = '';
let lastId = '';
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
  streaming.value = false;
}

function connect(names: string): void {
  close();
  const fresh = open !== names;
  open = names;
  if (names === '') return;
  if (fresh) lastId = '';
  const stream = new EventSource(address('events', { topics: names, after: lastId || undefined }));
  source = stream;
  stream.onopen = () => {
    if (failures > 0) tell('reset', {});
    failures = 0;
    streaming.value = true;
    offlineSince.value = 0;
  };
  stream.onerror = () => {
    streaming.value = false;
    // our own reconnect instead of the browser's: it knows a session that has ended from a server that is away
    stream.close();
    if (source !== stream) return;
    failures += 1;
    void loadMe();
    timer = setTimeout(() => connect(open), RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
  };
  for (const kind of KINDS) {
    stream.addEventListener(kind, event => {
      if (!(event instanceof MessageEvent) || source !== stream) return;
      if (event.lastEventId) lastId = event.lastEventId;
      let data: unknown = {};
      try { data = JSON.parse(String(event.data)); } catch { /* an event without data */ }
      tell(kind, data);
    });
  }
}

export function startStream(): void {
  const hidden = signal(document.hidden);
  document.addEventListener('visibilitychange', () => { hidden.value = document.hidden; });
  effect(() => {
    const names = [...topics.value].sort().join(',');
    if (paused.value || hidden.value || needsLogin.value) close();
    else connect(names);
  });
}

export function pauseOrGoOn(): void {
  paused.value = !paused.value;
  if (!paused.value) tell('reset', {});
}
