import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { paint, palette } from '../plot/paint';
import { nearest, toSvg, type Scene, type Size } from '../plot/scene';
import { paletteVersion } from '../state/prefs';
import { go, toggle } from '../state/route';
import { csv, download, fileName } from './download';
import { Dialog } from './Dialog';

export interface Rows { head: string[]; rows: (string | number)[][] }

export interface PlotProps {
  title: string;
  note?: string;
  legend?: ComponentChildren;
  /** The picture in words, from the data. */
  summary: string;
  /** A pure function; another one is another picture. */
  scene: (size: Size) => Scene;
  rows: () => Rows;
  height?: number;
  /** Class of its place in the grid. */
  place?: string;
  /** Of the trial that a click opens. */
  trialHref?: (trial: number) => string;
  /** Address of the plot alone. */
  link?: string;
  children?: ComponentChildren;
  tools?: boolean;
}

/** One plot: head line, picture, what is under the pointer in words, and the same as a table, PNG, SVG and CSV. */
export function Plot(props: PlotProps) {
  const big = useSignal(false), asTable = useSignal(false);
  return (
    <figure class={`card plot ${props.place ?? ''}`} role="group" aria-label={props.title}>
      <Head {...props} big={big.value} onBig={() => { big.value = true; }} asTable={asTable.value} onTable={() => { asTable.value = !asTable.value; }} />
      {props.children}
      {asTable.value ? <RowsTable rows={props.rows()} /> : <Picture {...props} height={props.height ?? 236} />}
      {big.value ? (
        <Dialog title={props.title} wide onClose={() => { big.value = false; }}>
          <p class="sub">{props.summary}</p>
          <Picture {...props} height={Math.max(320, innerHeight - 220)} />
        </Dialog>
      ) : null}
    </figure>
  );
}

interface HeadProps extends PlotProps { big: boolean; onBig: () => void; asTable: boolean; onTable: () => void }

function Head(p: HeadProps) {
  const name = fileName(p.title);
  const size = { width: 960, height: 480 };
  const svg = (): void => download(`${name}.svg`, 'image/svg+xml', toSvg(p.scene(size), palette(), p.title));
  const png = (): void => {
    const canvas = document.createElement('canvas'), context = canvas.getContext('2d');
    if (!context) return;
    canvas.width = size.width * 2;
    canvas.height = size.height * 2;
    context.scale(2, 2);
    const colour = palette(), scene = p.scene(size);
    paint(context, { ...scene, marks: [{ kind: 'rects', boxes: [0, 0, size.width, size.height], ink: 'surface' }, ...scene.marks] }, colour, 'system-ui, sans-serif');
    canvas.toBlob(blob => { if (blob) download(`${name}.png`, 'image/png', blob); });
  };
  return (
    <figcaption>
      <h2>{p.title}{p.note ? <small>{p.note}</small> : null}</h2>
      <span class="legend">{p.legend}</span>
      {p.tools === false ? null : (
        <details class="menu tools">
          <summary aria-label={`More about ${p.title}`}>⋯</summary>
          <div class="sheet">
            <button onClick={p.onBig}>Full screen</button>
            <button onClick={p.onTable}>{p.asTable ? 'As a picture' : 'As a table'}</button>
            <button onClick={png}>Save as PNG</button>
            <button onClick={svg}>Save as SVG</button>
            <button onClick={() => download(`${name}.csv`, 'text/csv', csv(p.rows()))}>Save as CSV</button>
            {p.link ? <button onClick={() => { void navigator.clipboard.writeText(new URL(p.link ?? '', location.href).href); }}>Copy link</button> : null}
          </div>
        </details>
      )}
    </figcaption>
  );
}

const MOST_ROWS = 1000;

export function RowsTable({ rows }: { rows: Rows }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="The same as a table">
      <table class="plain">
        <thead><tr>{rows.head.map(h => <th key={h} scope="col">{h}</th>)}</tr></thead>
        <tbody>{rows.rows.slice(0, MOST_ROWS).map((row, i) => <tr key={i}>{row.map((cell, k) => <td key={k} class={typeof cell === 'number' ? 'number' : ''}>{cell}</td>)}</tr>)}</tbody>
      </table>
      {rows.rows.length > MOST_ROWS ? <p class="sub">The first {MOST_ROWS} of {rows.rows.length} rows; the CSV has all.</p> : null}
    </div>
  );
}

function Picture({ scene, height, title, summary, trialHref }: PlotProps & { height: number }) {
  const box = useRef<HTMLDivElement>(null), canvas = useRef<HTMLCanvasElement>(null), current = useRef<Scene | undefined>(undefined);
  const width = useSignal(0), tall = useSignal(height), at = useSignal(-1);
  const hit = useComputed(() => {
    const index = at.value; // read first: a computed that skips it once would never hear of it
    return current.current?.targets[index];
  });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(entries => {
      const bounds = entries[0]?.contentRect;
      width.value = Math.floor(bounds?.width ?? 0);
      tall.value = Math.floor(bounds?.height ?? height);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const version = paletteVersion.value, wide = width.value, high = tall.value;
  useLayoutEffect(() => {
    const element = canvas.current, context = element?.getContext('2d');
    if (!element || !context || wide < 40 || high < 40) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    const picture = current.current = scene({ width: wide, height: high });
    if (element.width !== Math.round(wide * ratio)) element.width = Math.round(wide * ratio);
    if (element.height !== Math.round(high * ratio)) element.height = Math.round(high * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, picture, palette(), 'system-ui, sans-serif');
  }, [scene, wide, high, version]);

  const move = (event: PointerEvent): void => {
    const bounds = (event.currentTarget as HTMLElement).getBoundingClientRect();
    at.value = nearest(current.current?.targets ?? [], event.clientX - bounds.left, event.clientY - bounds.top);
  };
  const open = (event: MouseEvent | KeyboardEvent): void => {
    const trial = hit.value?.trial;
    if (trial === undefined) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey || !trialHref) toggle(trial);
    else go(trialHref(trial));
  };
  const keys = (event: KeyboardEvent): void => {
    const targets = current.current?.targets ?? [];
    if (targets.length === 0) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 1, ArrowDown: -1, PageDown: 20, PageUp: -20 }[event.key];
    if (step !== undefined) at.value = Math.min(targets.length - 1, Math.max(0, at.value + step));
    else if (event.key === 'Home') at.value = 0;
    else if (event.key === 'End') at.value = targets.length - 1;
    else if (event.key === 'Enter') open(event);
    else if (event.key === 'Escape' && at.value >= 0) at.value = -1;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const target = hit.value, tipX = target ? Math.min(Math.max(target.x + (target.w ?? 0) / 2, 90), Math.max(90, wide - 90)) : 0;
  return (
    <div class="picture" ref={box} style={{ flex: `1 0 ${height}px`, minHeight: `${height}px` }} tabIndex={0} role="application" aria-roledescription="plot"
      aria-label={`${title}. ${summary} Arrow keys go from point to point.`}
      onPointerMove={move} onPointerLeave={() => { at.value = -1; }} onClick={open} onKeyDown={keys}>
      <canvas ref={canvas} style={{ width: `${wide}px`, height: `${high}px` }} aria-hidden="true" />
      {target ? (
        <>
          {target.w === undefined ? <i class="cursor" style={{ left: `${target.x}px`, top: `${target.y}px` }} /> : null}
          <div class="tip" role="status" style={{ left: `${tipX}px`, top: `${Math.max(0, target.y - 8)}px` }}>{target.say}</div>
        </>
      ) : null}
    </div>
  );
}
