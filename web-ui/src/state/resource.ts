import { signal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Failure } from '../api/client';
import { listen, paused, type StreamEvent } from './stream';

/** Something that the server tells, as it is here now: not yet, told, or failed (then what was told before stays). */
export interface Resource<T> {
  data: Signal<T | undefined>;
  failure: Signal<Failure | undefined>;
  loading: Signal<boolean>;
  load: () => Promise<void>;
}

/** Loads one at a time: what is asked for while a load is under way is one more load after it. */
export function resource<T>(fetcher: (signal: AbortSignal) => Promise<T>): Resource<T> & { end: () => void } {
  const data = signal<T | undefined>(undefined), failure = signal<Failure | undefined>(undefined), loading = signal(false);
  const stop = new AbortController();
  let again = false;
  const load = async (): Promise<void> => {
    if (stop.signal.aborted) return;
    if (loading.peek()) { again = true; return; }
    loading.value = true;
    try {
      do {
        again = false;
        const value = await fetcher(stop.signal);
        if (stop.signal.aborted) return;
        data.value = value;
        failure.value = undefined;
      } while (again);
    } catch (error) {
      if (stop.signal.aborted) return;
      failure.value = error instanceof Failure ? error : new Failure(-1, 'PAGE', String(error));
    } finally {
      loading.value = false;
    }
  };
  return { data, failure, loading, load, end: () => stop.abort() };
}

export interface Refresh {
  /** Events of the stream that say that it has changed. */
  on?: StreamEvent[];
  /** At most one load in so many milliseconds. */
  everyMs?: number;
  /** Loads again so often by itself, for what the stream does not tell. */
  pollMs?: number;
}

/** A resource for as long as the component lives; another key is another resource. */
export function useResource<T>(key: string, fetcher: (signal: AbortSignal) => Promise<T>, refresh: Refresh = {}): Resource<T> {
  const it = useMemo(() => resource(fetcher), [key]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined, last = 0;
    const gap = refresh.everyMs ?? 250;
    const begin = (): void => { timer = undefined; last = performance.now(); void it.load(); };
    const soon = (): void => { timer ??= setTimeout(begin, Math.max(0, last + gap - performance.now())); };
    begin();
    const ends = [...(refresh.on ?? []), 'reset' as const].map(kind => listen(kind, soon));
    const poll = refresh.pollMs ? setInterval(() => { if (!document.hidden && !paused.peek()) soon(); }, refresh.pollMs) : undefined;
    return () => {
      clearTimeout(timer);
      clearInterval(poll);
      ends.forEach(end => end());
      it.end();
    };
  }, [it]);
  return it;
}
