import { useComputed, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { address, call, trial as path } from '../api/client';
import { finite, type Attempt, type Event, type Series, type Trial as TrialShape } from '../api/shapes';
import { Plot } from '../parts/Plot';
import { Empty, Loaded, StateMark, Trouble, When } from '../parts/States';
import { curves } from '../plot/curves';
import { act, now, notify } from '../state/now';
import { useResource } from '../state/resource';
import { go, place } from '../state/route';
import { may } from '../state/session';
import { maximise, metricNames, study, table } from '../state/study';
import { flags } from '../trial/flags';
import { bytes, duration, ended, exact, kindWords, look, plural, show } from '../words';
import { EventList } from './Events';
import { Logs } from './Logs';

export function Trial() {
  const name = place.value.study, number = place.value.trial, base = path(name, number);
  const told = useResource(`trial ${base}`, signal => call('getTrial', base, { signal }), { on: ['trial'], everyMs: 400 });
  const t = told.data.value, failure = told.failure.value;
  if (!t && failure?.status === 404) return <Empty title={`${name} has no trial ${number}.`}><p class="sub"><a href={`#/studies/${name}/trials`}>Its trials</a></p></Empty>;
  if (!t) return failure ? <Trouble failure={failure} retry={() => void told.load()} /> : <Loaded of={told} lines={10} height={480}>{() => null}</Loaded>;
  const metrics = study.value ? metricNames(study.value) : Object.keys(t.metrics);
  return (
    <>
      <Head t={t} name={name} />
      <div class="grid">
        <Why t={t} />
        <Parameters t={t} name={name} />
        <EventsCard base={base} name={name} t={t} />
        <CurvesCards base={base} t={t} />
        {t.attempts.length > 0 ? <Logs name={name} number={number} attempts={t.attempts} metrics={metrics} /> : null}
        <AttemptsCard t={t} />
        <ArtifactsCard base={base} over={ended(t.state)} />
      </div>
    </>
  );
}

function Head({ t, name }: { t: TrialShape; name: string }) {
  const objective = study.value?.objectives[0], value = objective ? t.metrics[objective.metric] : undefined, best = study.value?.best?.trial === t.number;
  const last = t.attempts[t.attempts.length - 1], rows = useComputed(() => table.value.rows).value;
  const neighbour = (n: number, word: string) => (n >= 1 && n <= Math.max(rows, t.number) ? <a class="button" href={`#/studies/${name}/trials/${n}`} aria-label={`Trial ${n}`}>{word}</a> : null);
  const again = (): void => { void act(async () => { const added = await call('retryTrial', `${path(name, t.number)}:retry`, { body: {} }); go(`#/studies/${name}/trials/${added.number}`); }, 'Added a trial with the same parameters.'); };
  const end = (verb: 'stopTrial' | 'cancelTrial', word: string) => (): void => { void act(() => call(verb, `${path(name, t.number)}:${word}`, { body: {} }), `Trial ${t.number}: ${word}.`); };
  return (
    <section class="title">
      <div>
        <h1>Trial #{t.number} <StateMark state={t.state} pill />{value === undefined ? null : <span class={best ? 'gold' : ''}>{best ? '★ ' : ''}{show(value, 5)}</span>}</h1>
        <p class="sub">
          {objective ? `${objective.metric} · ` : ''}{last && last.nodes.length > 0 ? `on ${[...new Set(last.nodes)].join(', ')} · ` : ''}
          {t.durationSeconds === undefined ? '' : `${duration(t.durationSeconds)} · `}{plural(Math.max(1, t.attempts.length), 'attempt')} · proposed by {t.origin}, <When time={t.createTime} now={now.value} />
        </p>
      </div>
      <div class="actions">
        {neighbour(t.number - 1, `‹ #${t.number - 1}`)}{neighbour(t.number + 1, `#${t.number + 1} ›`)}
        {may('write') && !ended(t.state) ? <><button onClick={end('stopTrial', 'stop')}>Stop early</button><button onClick={end('cancelTrial', 'cancel')}>Cancel</button></> : null}
        {may('write') && ended(t.state) ? <button class="primary" onClick={again}>Run again</button> : null}
      </div>
    </section>
  );
}

/** Why it ended, or how it stands: the sentence that a person comes for. */
export function why(t: TrialShape): string {
  if (t.reason) return t.reason;
  switch (t.state) {
    case 'SUCCEEDED': return t.step === undefined ? 'It ran to its end.' : `It ran to its end; its result is that of step ${t.step}.`;
    case 'PRUNED': return `It was stopped early${t.step === undefined ? '' : ` at step ${t.step}`}; its result counts.`;
    case 'FAILED': return t.failure ? `It failed: ${kindWords(t.failure)}.` : 'It failed.';
    case 'CANCELLED': return 'It was cancelled; its result does not count.';
    case 'QUEUED': return 'It waits for a place on the nodes.';
    default: return t.step === undefined ? 'It runs; nothing has been reported yet.' : `It runs, at step ${t.step}.`;
  }
}

function Why({ t }: { t: TrialShape }) {
  const last = t.attempts[t.attempts.length - 1], bad = t.state === 'FAILED' || t.state === 'INFEASIBLE';
  return (
    <section class="card third">
      <h2>{ended(t.state) ? 'Why it ended' : 'How it stands'}</h2>
      <p class={bad ? 'bad' : ''}>{why(t)}</p>
      {last?.cause && last.cause !== t.reason ? <p class="sub">{last.cause}</p> : null}
      {bad && last && last.lastLines.length > 0 ? <pre class="code short" tabIndex={0}><code>{last.lastLines.slice(-12).join('\n')}</code></pre> : null}
      <dl>{Object.entries(t.metrics).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{show(v, 6)}</dd></div>)}</dl>
      {last?.parseReport ? <p class="sub">Read: {last.parseReport}</p> : null}
      {last && last.alsoPrinted.length > 0 ? <p class="sub">Also printed, not collected: <code>{last.alsoPrinted.join(', ')}</code></p> : null}
      {t.clientId ? <p class="sub">Run by client {t.clientId}{t.leaseExpireTime ? `, its lease ends ${exact(t.leaseExpireTime)}` : ''}</p> : null}
    </section>
  );
}

function Parameters({ t, name }: { t: TrialShape; name: string }) {
  const best = study.value?.best, against = best && best.trial !== t.number ? best.parameters : undefined;
  const keys = [...new Set([...Object.keys(t.parameters), ...Object.keys(against ?? {})])];
  return (
    <section class="card third">
      <h2>Parameters {against ? <small>beside the best, <a href={`#/studies/${name}/trials/${best?.trial}`}>#{best?.trial}</a></small> : null}</h2>
      <table class="plain">
        <tbody>{keys.map(k => {
          const mine = t.parameters[k], other = against?.[k], differs = against !== undefined && mine !== other;
          return <tr key={k}><th scope="row" class="mono">{k}</th><td class="number mono">{mine === undefined ? '–' : show(mine, 5)}</td>{against ? <td class={`number mono ${differs ? 'gold' : 'muted'}`}>{other === undefined ? '–' : differs ? show(other, 5) : '='}</td> : null}</tr>;
        })}</tbody>
      </table>
      <div class="actions"><button onClick={() => void navigator.clipboard.writeText(flags(t.parameters)).then(() => notify('Copied as flags.'), () => notify('The browser did not let the page copy.', true))}>Copy as flags</button></div>
    </section>
  );
}

/** What the trial and its attempts tell by their times, for what the log of events does not name. */
export function milestones(t: TrialShape): Event[] {
  const list: Event[] = [{ kind: 'PROPOSED', text: `proposed by ${t.origin}`, time: t.createTime }];
  for (const a of t.attempts) {
    const word = t.attempts.length > 1 ? `attempt ${a.number} ` : '';
    if (a.startTime) list.push({ kind: 'STARTED', text: `${word}started${a.nodes.length ? ` on ${[...new Set(a.nodes)].join(', ')}` : ''}`, time: a.startTime });
    if (a.endTime) list.push({ kind: 'ENDED', text: `${word}${look(a.state).word}${a.cause ? `: ${a.cause}` : ''}`, time: a.endTime });
  }
  if (t.endTime && t.attempts.length === 0) list.push({ kind: 'ENDED', text: look(t.state).word, time: t.endTime });
  return list;
}

function EventsCard({ base, name, t }: { base: string; name: string; t: TrialShape }) {
  const events = useResource(`events ${base}`, signal => call('listTrialEvents', `${base}/events`, { query: { pageSize: 200 }, signal }), { on: ['trial'], everyMs: 1000 });
  return <section class="card third"><h2>What happened</h2><Loaded of={events} lines={5}>{value => <EventList events={[...milestones(t), ...value.events.map(e => ({ kind: e.kind, text: e.text, time: e.time }))].sort((a, b) => Date.parse(a.time) - Date.parse(b.time))} study={name} most={30} />}</Loaded></section>;
}

function CurvesCards({ base, t }: { base: string; t: TrialShape }) {
  const told = useResource(`metrics ${base}`, signal => call('getTrialMetrics', `${base}/metrics`, { query: { maxPoints: 500 }, signal }), { on: ['trial'], everyMs: 800 });
  const smooth = useSignal(0), log = useSignal(false);
  const series = told.data.value?.series ?? [];
  if (told.data.value && series.length === 0) return <section class="card full"><h2>Curves</h2><p class="sub">{ended(t.state) ? 'It reported no values by step.' : 'No value has been reported yet.'}</p></section>;
  return (
    <>
      <section class="card full flat">
        <div class="filters"><h2>Curves</h2><span class="grow" />
          <label class="quietlabel">Smooth <input type="range" min={0} max={0.95} step={0.05} value={smooth.value} onInput={e => { smooth.value = Number(e.currentTarget.value); }} /></label>
          <label class="quietlabel"><input type="checkbox" checked={log.value} onChange={e => { log.value = e.currentTarget.checked; }} /> log scale</label>
        </div>
        {told.data.value ? null : <Loaded of={told} height={220}>{() => null}</Loaded>}
      </section>
      {series.slice(0, 24).map(one => <CurveCard key={one.name} one={one} t={t} smooth={smooth.value} log={log.value} />)}
    </>
  );
}

function CurveCard({ one, t, smooth, log }: { one: Series; t: TrialShape; smooth: number; log: boolean }) {
  const best = study.value?.best?.trial === t.number, up = study.value?.objectives.find(o => o.metric === one.name)?.goal === 'MAXIMIZE' || (maximise.value && /acc|auc|f1|score|reward/i.test(one.name));
  const input = useMemo(() => ({
    curves: [{ trial: t.number, steps: one.step, values: one.value.map(finite), live: !ended(t.state) }], best: best && one.name === study.value?.objectives[0]?.metric ? t.number : 0,
    metric: one.name, maximise: up, smooth, log, selected: new Set([t.number]),
  }), [one, smooth, log, best, up, t.state]);
  const scene = useMemo(() => (size: { width: number; height: number }) => curves(input, size), [input]);
  const last = one.value[one.value.length - 1];
  return (
    <Plot title={one.name} note={`last ${show(last, 5)}`} place="third" height={180} scene={scene} summary={`${one.value.length} values, the last ${show(last, 5)}.`}
      rows={() => ({ head: ['step', 'time', one.name], rows: one.step.map((step, i) => [step, one.time[i] ?? '', finite(one.value[i])]) })} />
  );
}

function AttemptsCard({ t }: { t: TrialShape }) {
  if (t.attempts.length === 0) return null;
  const rows = t.attempts.flatMap((a): { a: Attempt; r: Attempt['ranks'][number] | undefined }[] => (a.ranks.length > 0 ? a.ranks.map(r => ({ a, r })) : [{ a, r: undefined }]));
  return (
    <section class="card twothirds">
      <h2>Attempts and ranks</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Attempts and ranks">
        <table class="plain">
          <thead><tr><th>Attempt</th><th>State</th><th>Rank</th><th>Node</th><th class="number">Exit</th><th class="number">CPU</th><th class="number">Memory</th><th class="number">Device busy</th><th>Cause</th></tr></thead>
          <tbody>{rows.map(({ a, r }) => (
            <tr key={`${a.number} ${r?.rank ?? ''}`}>
              <td>{a.number}</td><td><StateMark state={a.state} /></td><td>{r?.rank ?? '–'}</td><td>{r?.node ?? ([...new Set(a.nodes)].join(', ') || '–')}</td><td class="number">{exit(a, r)}</td>
              <td class="number">{r?.usage ? duration(r.usage.cpuSeconds) : '–'}</td><td class="number">{r?.usage?.memoryPeakBytes === undefined ? '–' : bytes(r.usage.memoryPeakBytes)}</td>
              <td class="number">{r?.usage?.deviceBusy === undefined ? '–' : `${Math.round(r.usage.deviceBusy * 100)} %`}</td><td>{(r?.cause ?? a.cause) || '–'}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function exit(a: Attempt, r: Attempt['ranks'][number] | undefined): string {
  const code = r ? r.exitCode : a.exitCode, signal = r ? r.signal : a.signal;
  return signal !== undefined && signal !== 0 ? `signal ${signal}` : code === undefined ? '–' : String(code);
}

function ArtifactsCard({ base, over }: { base: string; over: boolean }) {
  const told = useResource(`artifacts ${base} ${over}`, signal => call('listArtifacts', `${base}/artifacts`, { signal }), { on: ['trial'], everyMs: 5000 });
  return (
    <section class="card third">
      <h2>Artifacts</h2>
      <Loaded of={told} lines={3}>
        {value => (value.artifacts.length === 0 ? <p class="sub">It keeps no files. What a worker writes into <code>ATTUNE_ARTIFACT_DIR</code> is listed here.</p> : (
          <table class="plain"><tbody>{value.artifacts.slice(0, 200).map(a => <tr key={a.path}><td><a class="mono" href={address(`${base}/artifacts/${a.path.split('/').map(encodeURIComponent).join('/')}`)} download>{a.path}</a></td><td class="number">{bytes(a.bytes)}</td></tr>)}</tbody></table>
        ))}
      </Loaded>
    </section>
  );
}
