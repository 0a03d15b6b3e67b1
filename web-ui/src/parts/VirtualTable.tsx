import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface Head { key: string; title: string; width: number; numeric?: boolean; sortable?: boolean; help?: string }

export interface TableProps {
  label: string;
  heads: Head[];
  rows: ArrayLike<number>;
  /** The cells of a row of the data, in the order of the heads. */
  cells: (row: number) => ComponentChildren[];
  rowKey: (row: number) => number;
  rowClass?: (row: number) => string;
  selected?: ReadonlySet<number>;
  onToggle?: (key: number) => void;
  onOpen?: (key: number) => void;
  sort?: string;
  onSort?: (key: string) => void;
  height?: string;
}

const ROW = 30, OVERSCAN = 4;

/** A grid whose rows exist only where they are seen: never more than the window and eight. j and k move, x selects, Enter opens. */
export function VirtualTable(p: TableProps) {
  const port = useRef<HTMLDivElement>(null);
  const top = useSignal(0), tall = useSignal(600), at = useSignal(0);
  useEffect(() => {
    const element = port.current;
    if (!element) return;
    const observer = new ResizeObserver(() => { tall.value = element.clientHeight; });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const total = p.rows.length, first = Math.max(0, Math.floor(top.value / ROW) - OVERSCAN);
  const last = Math.min(total, Math.ceil((top.value + tall.value - ROW) / ROW) + OVERSCAN);
  const focus = Math.min(at.value, total - 1);
  const show = (row: number): void => {
    at.value = Math.min(total - 1, Math.max(0, row));
    const element = port.current;
    if (!element) return;
    const y = at.value * ROW;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + 2 * ROW > element.scrollTop + element.clientHeight) element.scrollTop = y + 2 * ROW - element.clientHeight;
  };
  const keys = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(tall.value / ROW) - 2);
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    const key = total > 0 ? p.rowKey(p.rows[focus] ?? 0) : undefined;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    if (step !== undefined) show(focus + step);
    else if (event.key === 'Home') show(0);
    else if (event.key === 'End') show(total - 1);
    else if ((event.key === 'x' || event.key === ' ') && key !== undefined) p.onToggle?.(key);
    else if (event.key === 'Enter' && key !== undefined && event.target === port.current) p.onOpen?.(key);
    else return;
    event.preventDefault();
  };
  const template = `${p.onToggle ? '34px ' : ''}${p.heads.map(h => `minmax(${h.width}px, ${h.numeric ? h.width : Math.round(h.width * 1.5)}fr)`).join(' ')}`;
  const width = p.heads.reduce((sum, h) => sum + h.width, p.onToggle ? 34 : 0);
  const seen: number[] = [];
  for (let i = first; i < last; i++) seen.push(i);
  return (
    <div class="grid-table" ref={port} role="grid" aria-label={p.label} aria-rowcount={total + 1} aria-colcount={p.heads.length + (p.onToggle ? 1 : 0)} tabIndex={0}
      aria-activedescendant={focus >= first && focus < last ? `row-${focus}` : undefined}
      style={{ height: p.height ?? `${Math.min(total + 1, 18) * ROW + 12}px` }} onScroll={() => { top.value = port.current?.scrollTop ?? 0; }} onKeyDown={keys}>
      <div class="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template, minWidth: `${width}px` }}>
        {p.onToggle ? <span role="columnheader" aria-label="Selected" /> : null}
        {p.heads.map(h => <HeadCell key={h.key} head={h} sort={p.sort} onSort={p.onSort} />)}
      </div>
      <div class="grid-body" role="rowgroup" style={{ height: `${total * ROW}px`, minWidth: `${width}px` }}>
        {seen.map(i => {
          const row = p.rows[i] ?? 0, key = p.rowKey(row), chosen = p.selected?.has(key) ?? false;
          return (
            <div key={key} id={`row-${i}`} role="row" aria-rowindex={i + 2} aria-selected={p.onToggle ? chosen : undefined}
              class={`grid-row ${i === focus ? 'at' : ''} ${chosen ? 'chosen' : ''} ${p.rowClass?.(row) ?? ''}`}
              style={{ top: `${i * ROW}px`, gridTemplateColumns: template }}
              onClick={() => { at.value = i; }} onDblClick={() => p.onOpen?.(key)}>
              {p.onToggle ? <span role="gridcell"><input type="checkbox" tabIndex={-1} aria-label={`Select ${key}`} checked={chosen} onChange={() => p.onToggle?.(key)} /></span> : null}
              {p.cells(row).map((cell, k) => <span key={p.heads[k]?.key} role="gridcell" class={p.heads[k]?.numeric ? 'number' : ''}>{cell}</span>)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function HeadCell({ head, sort, onSort }: { head: Head; sort: string | undefined; onSort: ((key: string) => void) | undefined }) {
  const mine = sort?.replace(/^-/, '') === head.key, down = sort?.startsWith('-');
  const state = mine ? (down ? 'descending' : 'ascending') : undefined;
  return (
    <span role="columnheader" class={head.numeric ? 'number' : ''} aria-sort={state} title={head.help ?? head.title}>
      {head.sortable === false || !onSort ? head.title : <button class="bare" onClick={() => onSort(mine && !down ? `-${head.key}` : head.key)}>{head.title}{mine ? (down ? ' ↓' : ' ↑') : ''}</button>}
    </span>
  );
}
