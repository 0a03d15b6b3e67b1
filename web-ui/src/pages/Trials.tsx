import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { address, call, send, study as path, trial as trialPath } from '../api/client';
import { download } from '../parts/download';
import { Trouble, Skeleton, StateMark, Empty } from '../parts/States';
import { VirtualTable, type Head } from '../parts/VirtualTable';
import { act, now } from '../state/now';
import { filterText, go, place, select, selection, setQuery, toggle } from '../state/route';
import { may } from '../state/session';
import { filter, reload, rows, study, table, tableFailure, tableReady } from '../state/study';
import { constant, named, numberAt, sorted, textAt, valueAt, type Table } from '../trial/columns';
import { unknownFields } from '../trial/filter';
import { ago, count, duration, ended, kindWords, plural, show } from '../words';
import { Compare } from './Compare';
import { StudyHead } from './StudyHead';

/** The columns of the table for this study; those of parameters that never change are left out unless asked for. */
export function heads(t: Table, metric: string, hidden: ReadonlySet<string>, shown: ReadonlySet<string>): Head[] {
  const list: Head[] = [
    { key: 'number', title: '#', width: 62, numeric: true }, { key: 'state', title: 'State', width: 132 },
    { key: 'objective', title: metric || 'objective', width: 96, numeric: true, help: 'The first objective; of a running trial its latest value' },
    { key: 'step', title: 'step', width: 58, numeric: true }, { key: 'durationSeconds', title: 'took', width: 86, numeric: true },
  ];
  for (const name of named(t, 'params.')) {
    if (shown.has(name) || !constant(t, name) || t.rows < 2) list.push({ key: name, title: name.slice(7), width: Math.min(150, Math.max(72, name.length * 7 - 20)), numeric: t.columns.get(name)?.kind === 'number' });
  }
  for (const name of named(t, 'metrics.')) if (name !== `metrics.${metric}`) list.push({ key: name, title: name.slice(8), width: Math.max(82, name.length * 6), numeric: true });
  list.push({ key: 'failure', title: 'failure', width: 120 }, { key: 'startTime', title: 'started', width: 90 });
  return list.filter(head => !hidden.has(head.key) && (head.key !== 'failure' || !constant(t, 'failure') || has(t, 'failure')));
}

const has = (t: Table, name: string): boolean => (t.columns.get(name)?.values ?? []).some(v => !Number.isNaN(v) && v >= 0);
const words = (text: string | undefined): Set<string> => new Set((text ?? '').split(',').filter(Boolean));

export function cell(t: Table, key: string, row: number, at: number): string {
  const value = valueAt(t, key, row);
  if (value === undefined) return '';
  if (key === 'durationSeconds') return duration(Number(value));
  if (key.endsWith('Time')) return ago(Number(value), at);
  if (key === 'failure') return kindWords(String(value));
  return show(value);
}

export function Trials() {
  const s = study.value;
  return <><StudyHead />{s ? <Body name={s.studyId} metric={s.objectives[0]?.metric ?? ''} best={s.best?.trial ?? 0} /> : null}</>;
}

function Body({ name, metric, best }: { name: string; metric: string; best: number }) {
  const t = table.value, of = rows.value, query = place.value.query, sort = query.get('sort') ?? '', compare = useSignal(query.get('compare') === '1');
  const hidden = words(query.get('hide')), shown = words(query.get('show'));
  const columns = heads(t, metric, hidden, shown);
  const order = useMemo(() => (sort ? sorted(t, of, sort.replace(/^-/, ''), sort.startsWith('-')) : of), [t, of, sort]);
  const chosen = selection.value;
  if (!tableReady.value) return tableFailure.value ? <Trouble failure={tableFailure.value} retry={() => void reload()} /> : <Skeleton lines={12} height={480} />;
  const open = (n: number): void => go(`#/studies/${name}/trials/${n}`);
  return (
    <>
      <FilterBar name={name} found={of.length} columns={columns} onCompare={() => { compare.value = true; setQuery({ compare: '1' }); }} />
      {t.rows === 0 ? <Empty title="No trial yet."><p class="sub">The first one appears here as soon as the search has proposed it.</p></Empty>
        : of.length === 0 ? <Empty title="No trial fits the filter."><p><button onClick={() => setQuery({ filter: '' })}>Show all {count(t.rows)}</button></p></Empty> : (
          <VirtualTable label={`Trials of ${name}`} heads={columns} rows={order} height="calc(100vh - 330px)" sort={sort} onSort={key => setQuery({ sort: key })}
            rowKey={row => numberAt(t, 'number', row)} rowClass={row => (numberAt(t, 'number', row) === best ? 'best' : '')} selected={chosen} onToggle={toggle} onOpen={open}
            cells={row => columns.map(head => {
              const n = numberAt(t, 'number', row);
              if (head.key === 'number') return <a href={`#/studies/${name}/trials/${n}`} tabIndex={-1}>{n === best ? '★ ' : ''}{n}</a>;
              if (head.key === 'state') return <StateMark state={textAt(t, 'state', row)} />;
              if (head.key === 'objective' && n === best) return <b class="gold">{cell(t, head.key, row, now.value)}</b>;
              return cell(t, head.key, row, now.value);
            })} />
        )}
      {compare.value && chosen.size > 0 ? <Compare name={name} numbers={[...chosen]} onClose={() => { compare.value = false; setQuery({ compare: '' }); }} /> : null}
    </>
  );
}

const EXAMPLES = ['state=SUCCEEDED', 'state=FAILED', 'state=RUNNING', 'state=PRUNED'];

function FilterBar({ name, found, columns, onCompare }: { name: string; found: number; columns: Head[]; onCompare: () => void }) {
  const t = table.value, read = filter.value, unknown = read.mistake ? [] : unknownFields(t, read.filter);
  const mistake = read.mistake ? `${read.mistake.text} (at ${read.mistake.at + 1})` : unknown.length ? `no trial has ${unknown.join(', ')}` : '';
  const fields = [...t.columns.keys()];
  return (
    <>
      <div class="filters">
        <input type="search" class="filter mono" id="filter" list="filter-words" aria-label="Filter" placeholder={`filter: state=SUCCEEDED AND params.lr<1e-3`} value={filterText.value}
          aria-invalid={mistake !== ''} aria-describedby="filter-says" spellcheck={false} autocomplete="off" onInput={event => setQuery({ filter: event.currentTarget.value })} />
        <datalist id="filter-words">{EXAMPLES.map(e => <option key={e} value={e} />)}{fields.filter(f => f.startsWith('params.') || f.startsWith('metrics.')).slice(0, 40).map(f => <option key={f} value={`${f}<`} />)}</datalist>
        <span id="filter-says" class={mistake ? 'wrong' : 'sub'} role="status">{mistake || `${count(found)} of ${count(t.rows)}`}</span>
        <span class="grow" />
        <Selected name={name} onCompare={onCompare} />
        <Columns columns={columns} />
        <Export name={name} columns={columns} />
      </div>
    </>
  );
}

function Selected({ name, onCompare }: { name: string; onCompare: () => void }) {
  const chosen = [...selection.value], t = table.value;
  if (chosen.length === 0) return null;
  const state = (n: number): string => textAt(t, 'state', t.row.get(n) ?? -1);
  const live = chosen.filter(n => !ended(state(n))), over = chosen.filter(n => ended(state(n)));
  const each = (numbers: number[], verb: 'stopTrial' | 'retryTrial', word: string) => (): void => {
    void act(async () => { for (const n of numbers) await call(verb, `${trialPath(name, n)}:${word}`, { body: {} }); }, `${word}: ${plural(numbers.length, 'trial')}.`);
  };
  return (
    <div class="bulk" role="group" aria-label="Selected trials">
      <b>{count(chosen.length)} selected</b>
      <button class="primary" onClick={onCompare}>Compare</button>
      {may('write') && live.length ? <button onClick={each(live, 'stopTrial', 'stop')}>Stop {live.length}</button> : null}
      {may('write') && over.length ? <button onClick={each(over, 'retryTrial', 'retry')}>Run again</button> : null}
      <button onClick={() => select([])}>None</button>
    </div>
  );
}

function Columns({ columns }: { columns: Head[] }) {
  const t = table.value, query = place.value.query, hidden = words(query.get('hide')), shown = words(query.get('show'));
  const visible = new Set(columns.map(c => c.key));
  const flip = (key: string): void => {
    if (visible.has(key)) { hidden.add(key); shown.delete(key); } else { hidden.delete(key); shown.add(key); }
    setQuery({ hide: [...hidden].join(','), show: [...shown].join(',') });
  };
  return (
    <details class="menu">
      <summary class="button">Columns</summary>
      <div class="sheet">{[...t.columns.keys()].filter(key => key !== 'number' && key !== 'createTime' && key !== 'endTime' && key !== 'origin').map(key => (
        <label key={key}><input type="checkbox" checked={visible.has(key)} onChange={() => flip(key)} /> {key.replace(/^(params|metrics)\./, '')}</label>
      ))}</div>
    </details>
  );
}

/** All rows that the filter takes come from the server, not from what is on the page. */
function Export({ name, columns }: { name: string; columns: Head[] }) {
  const fields = columns.map(c => c.key).join(','), bad = filter.value.mistake !== undefined;
  const save = (accept: string, ending: string) => (): void => {
    void act(async () => {
      const response = await send(`${path(name)}/trials:columns`, { accept, query: { fields, filter: bad ? undefined : filterText.value }, timeoutMs: 120_000 });
      download(`${name}.${ending}`, accept, await response.blob());
    }, `Saved ${name}.${ending}.`);
  };
  const command = `curl -sSf -H "$AUTH" -H 'Accept: text/csv' '${new URL(address(`${path(name)}/trials:columns`, { fields, filter: filterText.value }), location.href).href}'`;
  return (
    <details class="menu">
      <summary class="button">Export</summary>
      <div class="sheet">
        <button onClick={save('text/csv', 'csv')}>CSV</button>
        <button onClick={save('application/x-ndjson', 'ndjson')}>JSON, a line each</button>
        <button onClick={() => void navigator.clipboard.writeText(command)}>Copy as curl</button>
      </div>
    </details>
  );
}
