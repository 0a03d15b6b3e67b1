import { useComputed, useSignal } from '@preact/signals';
import { call, study as path } from '../api/client';
import type { Study, Usage } from '../api/shapes';
import { finite } from '../api/shapes';
import { Confirm } from '../parts/Dialog';
import { csv, download } from '../parts/download';
import { Bar, done } from '../parts/Progress';
import { Empty, Loaded, StateMark, When } from '../parts/States';
import { Sparkline } from '../parts/Sparkline';
import { act, now } from '../state/now';
import { useResource } from '../state/resource';
import { place, setQuery } from '../state/route';
import { may } from '../state/session';
import { ended, hours, plural, show } from '../words';
import { CompareStudies } from './CompareStudies';

type Action = 'pause' | 'resume' | 'stop' | 'cancel' | 'delete';

/** The filter of the API for what the fields of the page say. */
export function studyFilter(text: string, state: string): string {
  const word = text.trim().replaceAll('"', '');
  const parts = [word ? `(name:"${word}" OR description:"${word}")` : '', state ? `state=${state}` : ''];
  return parts.filter(Boolean).join(' AND ');
}

export function Studies() {
  const text = place.value.query.get('q') ?? '', state = place.value.query.get('state') ?? '', picked = useSignal<ReadonlySet<string>>(new Set());
  const list = useResource(`studies ${text} ${state}`, signal => call('listStudies', 'studies', { query: { pageSize: 200, filter: studyFilter(text, state) }, signal }), { on: ['studies', 'study', 'gone'], everyMs: 800 });
  const usage = useResource('usage', signal => call('getUsage', 'usage', { query: { by: 'study' }, signal }), { on: ['studies'], everyMs: 10_000, pollMs: 30_000 });
  const pick = (name: string): void => {
    const next = new Set(picked.value);
    if (!next.delete(name)) next.add(name);
    picked.value = next;
  };
  const value = list.data.value, some = text !== '' || state !== '';
  return (
    <>
      <section class="title">
        <div><h1>Studies</h1>{value ? <p class="sub">{overview(value.studies)}</p> : null}</div>
        <div class="actions">{may('write') ? <a class="button primary" href="#/new">New study</a> : null}</div>
      </section>
      <div class="filters">
        <input type="search" aria-label="Name or description" placeholder="Name or description" value={text} onInput={event => setQuery({ q: event.currentTarget.value })} />
        <label class="quietlabel">State <select value={state} onChange={event => setQuery({ state: event.currentTarget.value })}>
          <option value="">all</option>{['ACTIVE', 'PAUSED', 'STOPPING', 'SUCCEEDED', 'FAILED', 'CANCELLED'].map(s => <option key={s} value={s}>{s.toLowerCase()}</option>)}
        </select></label>
        <span class="grow" />
        <Bulk picked={picked.value} studies={value?.studies ?? []} clear={() => { picked.value = new Set(); }} />
      </div>
      <Loaded of={list} lines={8} height={320}>
        {page => (page.studies.length === 0 ? <Nothing some={some} /> : (
          <section class="card full studies">
            <table class="plain rows">
              <thead><tr><th><span class="quiet">Selected</span></th><th>Study</th><th>State</th><th>Progress</th><th class="number">Best</th><th>Best so far</th><th class="number">Used</th><th>Owner</th><th>Begun</th></tr></thead>
              <tbody>{page.studies.map(s => <Row key={s.uid} s={s} usage={usage.data.value} picked={picked.value.has(s.studyId)} onPick={() => pick(s.studyId)} />)}</tbody>
            </table>
            {page.totalSize > page.studies.length ? <p class="sub">The newest {page.studies.length} of {page.totalSize}; the search finds the others.</p> : null}
          </section>
        ))}
      </Loaded>
    </>
  );
}

export function overview(studies: Study[]): string {
  const run = studies.filter(s => s.state === 'ACTIVE').length, failed = studies.filter(s => s.state === 'FAILED').length;
  const trials = studies.reduce((sum, s) => sum + s.trials.running, 0);
  if (studies.length === 0) return '';
  return `${run === 0 ? 'None runs' : `${plural(run, 'study', 'studies')} running with ${plural(trials, 'trial')}`}${failed ? `, ${failed} failed` : ''}.`;
}

function Nothing({ some }: { some: boolean }) {
  if (some) return <Empty title="No study fits."><p class="sub"><button onClick={() => setQuery({ q: '', state: '' })}>Show all</button></p></Empty>;
  return (
    <section class="card full"><Empty title="No study yet.">
      <p class="sub">Write one <a href="#/new">on this page</a>, or start the example in the terminal:</p>
      <pre><code>./attune run examples/digits/study.yaml</code></pre>
    </Empty></section>
  );
}

function Row({ s, usage, picked, onPick }: { s: Study; usage: Usage | undefined; picked: boolean; onPick: () => void }) {
  const first = s.objectives[0], best = s.best && first ? s.best.metrics[first.metric] : undefined;
  const used = useComputed(() => usage?.usage.find(u => u.key === s.studyId)).value ?? usage?.usage.find(u => u.key === s.studyId);
  const failed = s.trials.failed;
  return (
    <tr class={picked ? 'chosen' : ''}>
      <td><input type="checkbox" aria-label={`Select ${s.studyId}`} checked={picked} onChange={onPick} /></td>
      <th scope="row"><a href={`#/studies/${s.studyId}`}>{s.studyId}</a>{s.reason && (s.state === 'FAILED' || s.state === 'PAUSED') ? <small class={s.state === 'FAILED' ? 'bad' : ''}>{s.reason}</small> : s.description ? <small>{s.description}</small> : null}</th>
      <td><StateMark state={s.state} /></td>
      <td class="progresscell"><Bar trials={s.trials} maxTrials={s.maxTrials} small /><small>{done(s.trials)}{s.maxTrials ? ` of ${s.maxTrials}` : ''}{s.trials.running ? ` · ${s.trials.running} running` : ''}{failed ? <> · <a class="bad" href={`#/studies/${s.studyId}/trials?filter=${encodeURIComponent('state=FAILED')}`}>{failed} failed</a></> : null}</small></td>
      <td class="number">{best === undefined ? '–' : <><b class="gold">{show(best)}</b><small>{first?.goal === 'MAXIMIZE' ? '↑' : '↓'} {first?.metric}</small></>}</td>
      <td><Trend s={s} /></td>
      <td class="number">{used ? hours(used.deviceSeconds > 0 ? used.deviceSeconds : used.workerSeconds) : '–'}<small>{used ? (used.deviceSeconds > 0 ? 'devices' : 'workers') : ''}</small></td>
      <td>{s.owner || '–'}</td>
      <td><When time={s.createTime} now={now.value} /></td>
    </tr>
  );
}

function Trend({ s }: { s: Study }) {
  const some = s.objectives.length === 1 && s.best !== undefined;
  const told = useResource(`trend ${s.uid} ${some}`, signal => (some ? call('analyseHistory', `${path(s.studyId)}/analysis/history`, { signal }) : Promise.resolve(undefined)), ended(s.state) ? {} : { on: ['study'], everyMs: 6000 });
  const best = told.data.value?.best.map(finite) ?? [];
  return <Sparkline values={best} words={`Best so far of ${s.studyId}`} />;
}

function Bulk({ picked, studies, clear }: { picked: ReadonlySet<string>; studies: Study[]; clear: () => void }) {
  const asks = useSignal<Action | 'compare' | undefined>(undefined), names = [...picked];
  const run = (action: Action): void => {
    void act(async () => {
      const { results } = await call('changeStudies', 'studies:batch', { body: { action, names } });
      const refused = results.filter(r => !r.done);
      if (refused.length > 0) throw new Error(refused.map(r => `${r.studyId}: ${r.detail ?? r.code ?? ''}`).join('; '));
      clear();
    }, `${action} of ${plural(names.length, 'study', 'studies')}: done.`);
  };
  if (names.length === 0) return null;
  const save = (): void => download('studies.csv', 'text/csv', csv({
    head: ['study', 'state', 'trials', 'best', 'metric', 'owner', 'created'],
    rows: studies.filter(s => picked.has(s.studyId)).map(s => [s.studyId, s.state, s.trials.total, s.best ? finite(s.best.metrics[s.objectives[0]?.metric ?? '']) : '', s.objectives[0]?.metric ?? '', s.owner, s.createTime]),
  }));
  return (
    <div class="bulk" role="group" aria-label="Selected studies">
      <b>{names.length} selected</b>
      {may('write') ? <><button onClick={() => run('pause')}>Pause</button><button onClick={() => run('resume')}>Resume</button><button onClick={() => { asks.value = 'stop'; }}>Stop</button><button onClick={() => { asks.value = 'cancel'; }}>Cancel</button><button onClick={() => { asks.value = 'delete'; }}>Delete</button></> : null}
      {names.length > 1 ? <button onClick={() => { asks.value = 'compare'; }}>Compare</button> : null}
      <button onClick={save}>Export</button>
      {asks.value === 'compare' ? <CompareStudies names={names} onClose={() => { asks.value = undefined; }} /> : asks.value ? (
        <Confirm title={`${asks.value[0]?.toUpperCase()}${asks.value.slice(1)} ${plural(names.length, 'study', 'studies')}`} verb={asks.value}
          text={`${names.join(', ')}.${asks.value === 'delete' ? ' Their trials, logs, checkpoints and artifacts are removed; this cannot be undone. Only studies that have ended are deleted.' : asks.value === 'cancel' ? ' What runs is ended now; its results do not count.' : ' What runs goes on to its end.'}`}
          onYes={() => { if (asks.value && asks.value !== 'compare') run(asks.value); }} onClose={() => { asks.value = undefined; }} />
      ) : null}
    </div>
  );
}
