import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Failure, send, trial as path } from '../api/client';
import type { Attempt } from '../api/shapes';
import { download } from '../parts/download';
import { Trouble } from '../parts/States';
import { paused } from '../state/stream';
import { append, bare, search, spans, tells, type Tail } from '../trial/logs';
import { count } from '../words';

interface Piece { text?: string; next: string; ended?: boolean; more?: boolean }

const MOST_LINES = 50_000, LINE = 18, TAIL = 5000;

/** Reads a log from its last lines on and follows it, until told to stop. Each wait of the server has an end, then it goes on where it was. */
async function follow(url: string, query: Record<string, string | number>, signal: AbortSignal, hear: (text: string) => void): Promise<void> {
  let offset = '';
  for (let first = true; !signal.aborted; first = false) {
    const response = await send(url, {
      query: { ...query, ...(first ? { tail: TAIL } : { offset, follow: true, waitSeconds: 50 }) }, accept: 'application/x-ndjson', timeoutMs: 70_000, signal,
    });
    let rest = '', over = false;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      const lines = (rest + part.value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.trim()) continue;
        const piece = JSON.parse(line) as Piece;
        if (piece.text) hear(piece.text);
        offset = piece.next;
        over ||= piece.ended === true;
      }
    }
    if (over) return;
    if (!offset) offset = response.headers.get('X-Next-Offset') ?? '0,0';
  }
}

export function Logs({ name, number, attempts, metrics }: { name: string; number: number; attempts: Attempt[]; metrics: string[] }) {
  const last = attempts[attempts.length - 1]?.number ?? 1;
  const attempt = useSignal(0), rank = useSignal(0), stream = useSignal('both'), word = useSignal(''), wrap = useSignal(false), following = useSignal(true);
  const tail = useSignal<Tail>({ lines: [], open: '', dropped: 0 }), trouble = useSignal<Failure | undefined>(undefined), tries = useSignal(0), top = useSignal(0);
  const port = useRef<HTMLDivElement>(null);
  const which = attempt.value || last, ranks = Math.max(1, attempts.find(a => a.number === which)?.nodes.length ?? 1);
  useEffect(() => {
    if (paused.value || attempts.length === 0) return;
    const stop = new AbortController();
    let waiting = '', frame: ReturnType<typeof setTimeout> | undefined;
    tail.value = { lines: [], open: '', dropped: 0 };
    trouble.value = undefined;
    // pieces are put on the page at most ten times a second, however fast they come
    const flush = (): void => { frame = undefined; tail.value = append(tail.value, waiting, MOST_LINES); waiting = ''; };
    follow(`${path(name, number)}/logs`, { attempt: which, rank: rank.value, stream: stream.value }, stop.signal, text => { waiting += text; frame ??= setTimeout(flush, 100); })
      .catch((error: unknown) => { if (!stop.signal.aborted) trouble.value = error instanceof Failure ? error : new Failure(-1, 'PAGE', String(error)); });
    return () => { stop.abort(); clearTimeout(frame); };
  }, [name, number, which, rank.value, stream.value, paused.value, tries.value, attempts.length === 0]);
  const lines = tail.value, fits = search(word.value);
  const shown = useMemo(() => {
    const all = lines.open ? [...lines.lines, lines.open] : lines.lines;
    return word.value && fits ? all.filter(line => fits(bare(line))) : all;
  }, [lines, word.value]);
  useEffect(() => { if (following.value && port.current) port.current.scrollTop = port.current.scrollHeight; }, [shown, following.value]);
  const scroll = (): void => {
    const element = port.current;
    if (!element) return;
    top.value = element.scrollTop;
    following.value = element.scrollTop + element.clientHeight >= element.scrollHeight - LINE;
  };
  const first = wrap.value ? Math.max(0, shown.length - 2000) : Math.max(0, Math.floor(top.value / LINE) - 10), until = wrap.value ? shown.length : Math.min(shown.length, first + 60);
  const options = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  return (
    <section class="card full">
      <h2>Logs <small>{count(shown.length)} lines{lines.dropped ? `, ${count(lines.dropped)} older ones are not kept here` : ''}</small></h2>
      <div class="filters">
        {attempts.length > 1 ? <label class="quietlabel">Attempt <select value={which} onChange={e => { attempt.value = Number(e.currentTarget.value); }}>{attempts.map(a => <option key={a.number} value={a.number}>{a.number}</option>)}</select></label> : null}
        {ranks > 1 ? <label class="quietlabel">Rank <select value={rank.value} onChange={e => { rank.value = Number(e.currentTarget.value); }}>{options(ranks).map(r => <option key={r} value={r}>{r}</option>)}</select></label> : null}
        <label class="quietlabel">Stream <select value={stream.value} onChange={e => { stream.value = e.currentTarget.value; }}><option value="both">both</option><option value="out">output</option><option value="err">errors</option></select></label>
        <input type="search" aria-label="Search in the log; /…/ is an expression" placeholder="search, or /expression/" value={word.value} aria-invalid={fits === undefined} onInput={e => { word.value = e.currentTarget.value; }} />
        <span class="grow" />
        <button class="toggle" aria-pressed={following.value} onClick={() => { following.value = !following.value; }}>Follow</button>
        <button class="toggle" aria-pressed={wrap.value} onClick={() => { wrap.value = !wrap.value; }}>Wrap</button>
        <button onClick={() => download(`${name}-${number}-rank${rank.value}.log`, 'text/plain', shown.map(bare).join('\n'))}>Save</button>
      </div>
      {trouble.value ? <Trouble failure={trouble.value} retry={() => { tries.value += 1; }} /> : null}
      <div class={`log ${wrap.value ? 'wrap' : ''}`} ref={port} tabIndex={0} role="log" aria-label={`Log of rank ${rank.value}`} aria-live="off" onScroll={scroll}>
        {shown.length === 0 ? <p class="sub">{word.value ? 'No line fits.' : 'Nothing has been printed yet.'}</p> : (
          <div class="logbody" style={wrap.value ? {} : { height: `${shown.length * LINE}px` }}>
            {shown.slice(first, until).map((line, i) => (
              <div key={first + i} class={`logline ${tells(line, metrics) ? 'tells' : ''}`} style={wrap.value ? {} : { top: `${(first + i) * LINE}px` }}>
                {spans(line).map((s, k) => <span key={k} class={`ink-${s.ink} ${s.bold ? 'strong' : ''}`}>{s.text}</span>)}
              </div>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
