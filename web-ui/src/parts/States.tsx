import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Failure } from '../api/client';
import type { Resource } from '../state/resource';
import { answeredAt, offlineSince } from '../state/session';
import { paused } from '../state/stream';
import { ago, clock, exact, look } from '../words';

/** The shape of what comes, after 300 ms: what comes at once should not flicker. */
export function Skeleton({ lines = 3, height }: { lines?: number; height?: number }) {
  const late = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => { late.value = true; }, 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={`skeleton ${late.value ? 'seen' : ''}`} role="status" aria-label="Loading" style={height ? { minHeight: `${height}px` } : {}}>
      {Array.from({ length: lines }, (_, i) => <i key={i} style={{ width: `${92 - ((i * 23) % 40)}%` }} />)}
    </div>
  );
}

/** Nothing is here, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="empty"><p><b>{title}</b></p>{children}</div>;
}

/** Something could not be had: what happened, and a way to try again. */
export function Trouble({ failure, retry }: { failure: Failure; retry?: () => void }) {
  return (
    <div class="trouble" role="alert">
      <p><b aria-hidden="true">× </b>{failure.message}</p>
      <p class="sub">{failure.code}{failure.requestId ? ` · ${failure.requestId}` : ''}{retry ? <button class="small" onClick={retry}>Try again</button> : null}</p>
    </div>
  );
}

/** One card's content in all its states. An analysis that this study cannot have is no failure: the server's words say why. */
export function Loaded<T>({ of, lines, height, children }: { of: Resource<T>; lines?: number; height?: number; children: (value: T) => ComponentChildren }) {
  const value = of.data.value, failure = of.failure.value;
  if (value === undefined && failure?.code === 'NOT_APPLICABLE') return <div class="empty"><p class="sub">{failure.message}</p></div>;
  if (value === undefined && failure) return <Trouble failure={failure} retry={() => void of.load()} />;
  if (value === undefined) return <Skeleton lines={lines ?? 3} {...(height ? { height } : {})} />;
  return (
    <>
      {children(value)}
      {failure && failure.code !== 'NOT_APPLICABLE' && !failure.offline ? <p class="sub stale">As it was before: {failure.message} <button class="small" onClick={() => void of.load()}>Try again</button></p> : null}
    </>
  );
}

/** Shown over every page while the server does not answer, or while the page rests. */
export function Banner() {
  if (offlineSince.value > 0) {
    return <p class="banner bad" role="status">The server does not answer. Trying again; what you see is from {answeredAt.value ? clock(answeredAt.value) : 'before'}.</p>;
  }
  if (paused.value) return <p class="banner" role="status">Paused: the page shows how things were at {clock(answeredAt.value)}.</p>;
  return null;
}

/** A state as a shape, a word and a colour. */
export function StateMark({ state, pill }: { state: string; pill?: boolean }) {
  const l = look(state);
  return <span class={`state ${l.tone} ${pill ? 'pill' : ''}`}><i aria-hidden="true">{l.symbol}</i> {l.word}</span>;
}

/** A time in words, the exact one on hover. */
export function When({ time, now }: { time: string | undefined; now: number }) {
  return time ? <time dateTime={time} title={exact(time)}>{ago(Date.parse(time), now)}</time> : <>–</>;
}
