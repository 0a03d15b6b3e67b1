import { call, study as path } from '../api/client';
import type { Rungs, Study as StudyShape } from '../api/shapes';
import { Bar, done, eta, Keys } from '../parts/Progress';
import { Empty, Loaded, Trouble } from '../parts/States';
import { flags } from '../trial/flags';
import { now, notify } from '../state/now';
import { useResource } from '../state/resource';
import { reload, study, summary, table, tableFailure } from '../state/study';
import { WarningIcon } from '../shell/Icons';
import { count, duration, ended, hours, kindWords, plural, show } from '../words';
import { CurvesCard, DevicesCard, HistoryCard, ImportanceCard, ParallelCard, ParetoCard } from './StudyPlots';
import { StudyHead } from './StudyHead';

export function Study() {
  const s = study.value;
  return (
    <>
      <StudyHead />
      {s ? <Overview s={s} /> : null}
    </>
  );
}

function Overview({ s }: { s: StudyShape }) {
  const several = s.objectives.length > 1;
  return (
    <>
      <Progress s={s} />
      <FailureNotice s={s} />
      {tableFailure.value && !tableFailure.value.offline ? <Trouble failure={tableFailure.value} retry={() => void reload()} /> : null}
      <div class="grid">
        <BestCard s={s} />
        {several ? <ParetoCard s={s} /> : <HistoryCard place="wide" />}
        <ImportanceCard name={s.studyId} />
        <CurvesCard s={s} />
        <ParallelCard place="half" />
        <DevicesCard s={s} />
        <RungsCard s={s} />
        <WaitingCard s={s} />
      </div>
    </>
  );
}

function Progress({ s }: { s: StudyShape }) {
  const usage = useResource(`usage ${s.studyId}`, signal => call('getUsage', 'usage', { query: { study: s.studyId, from: s.createTime.slice(0, 10) }, signal }), { on: ['trials'], everyMs: 10_000 });
  const t = table.value, left = Math.max(0, (s.maxTrials ?? 0) - done(s.trials));
  const ends = t.columns.get('endTime')?.values ?? [];
  const seconds = s.state === 'ACTIVE' ? eta(ends, left, now.value) : undefined;
  const used = usage.data.value?.total, devices = (used?.deviceSeconds ?? 0) > 0;
  const spent = used ? `${hours(devices ? used.deviceSeconds : used.workerSeconds)} of ${devices ? 'devices' : 'workers'}` : summary.value ? `${hours(summary.value.trialSeconds)} of trials` : '';
  const took = s.endTime ? duration((Date.parse(s.endTime) - Date.parse(s.createTime)) / 1000) : '';
  return (
    <section class="progress" aria-label="Progress">
      <Bar trials={s.trials} maxTrials={s.maxTrials} />
      <p>
        <span><b>{count(done(s.trials))}</b>{s.maxTrials ? ` of ${count(s.maxTrials)}` : ''} trials</span>
        <Keys trials={s.trials} maxTrials={ended(s.state) ? undefined : s.maxTrials} />
        <span class="right">{spent}{took ? <> · took <b>{took}</b></> : seconds === undefined ? null : <> · done in about <b>{duration(seconds)}</b></>}</span>
      </p>
    </section>
  );
}

function FailureNotice({ s }: { s: StudyShape }) {
  const failed = s.trials.failed;
  const failures = useResource(`failures ${s.studyId} ${Math.min(failed, 1)}`, signal => (failed > 0 ? call('analyseFailures', `${path(s.studyId)}/analysis/failures`, { signal }) : Promise.resolve(undefined)), { on: ['trials'], everyMs: 5000 });
  if (failed === 0) return null;
  const kinds = failures.data.value?.kinds ?? [];
  return (
    <p class="notice">
      <WarningIcon />
      <span><b>{plural(failed, 'trial')} failed{kinds.length ? ':' : ''}</b> {kinds.slice(0, 3).map(k => `${kindWords(k.kind)} (${k.count})`).join(', ')}{kinds[0]?.reason ? `. ${kinds[0].reason}` : ''}</span>
      <a href={`#/studies/${s.studyId}/trials?filter=${encodeURIComponent('state=FAILED')}`}>Show them</a>
    </p>
  );
}

/** How much better than the middle of the last trials, in the words of the drawing. */
export function lead(best: number, values: ArrayLike<number>, maximise: boolean): string {
  const last = Array.from(values).filter(Number.isFinite).slice(-20).sort((a, b) => a - b), middle = last[Math.floor(last.length / 2)];
  if (middle === undefined || last.length < 5 || middle === 0) return '';
  const part = ((maximise ? best - middle : middle - best) / Math.abs(middle)) * 100;
  return part > 0 ? `${show(part, 2)} % ${maximise ? 'above' : 'below'} the median of the last ${last.length}` : '';
}

function BestCard({ s }: { s: StudyShape }) {
  const best = s.best, first = s.objectives[0];
  if (!best || !first) {
    return <section class="card best"><h2>Best trial</h2>{done(s.trials) > 0 ? <Empty title={`No trial has told ${first?.metric ?? 'its objective'} yet.`}><p class="sub">A trial prints it as <code>{first?.metric}=0.5</code>, or writes it to its metrics file.</p></Empty> : <p class="sub">The first trial that ends well is shown here.</p>}</section>;
  }
  const value = best.metrics[first.metric], values = table.value.columns.get('objective')?.values ?? [];
  const copy = (): void => { void navigator.clipboard.writeText(flags(best.parameters)).then(() => notify('Copied as flags.'), () => notify('The browser did not let the page copy.', true)); };
  return (
    <section class="card best">
      <h2>{s.objectives.length > 1 ? 'One of the best' : 'Best trial'}</h2>
      <p class="figure">{show(value)} <small>{first.metric}</small></p>
      <p class="sub">Trial <a href={`#/studies/${s.studyId}/trials/${best.trial}`}>#{best.trial}</a>{best.step >= 0 ? ` at step ${best.step}` : ''}{typeof value === 'number' ? <> · {lead(value, values, first.goal === 'MAXIMIZE')}</> : null}</p>
      <dl>{Object.entries(best.parameters).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{show(v)}</dd></div>)}</dl>
      <div class="actions"><button onClick={copy}>Copy as flags</button><a class="button" href={`#/studies/${s.studyId}/trials/${best.trial}`}>Open trial</a></div>
    </section>
  );
}

/** Part of the steps that early stopping saved, when every trial that went to the top took as many as the last rung. */
export function saved(rungs: Rungs): number | undefined {
  const list = rungs.rungs, top = list[list.length - 1];
  if (!top || list.length < 2) return undefined;
  let spent = 0, before = 0;
  for (const r of list) { spent += r.reached * (r.step - before); before = r.step; }
  const whole = (list[0]?.reached ?? 0) * top.step;
  return whole > 0 ? 1 - spent / whole : undefined;
}

function RungsCard({ s }: { s: StudyShape }) {
  const rungs = useResource(`rungs ${s.studyId}`, signal => call('showRungs', `${path(s.studyId)}/analysis/rungs`, { signal }), { on: ['trials'], everyMs: 5000 });
  return (
    <section class="card quarter">
      <h2>Early stopping</h2>
      <Loaded of={rungs} lines={4}>
        {value => {
          const most = Math.max(1, ...value.rungs.map(r => r.reached)), part = saved(value);
          if (value.rungs.length === 0) return <p class="sub">No trial has reached the first rung yet.</p>;
          return (
            <>
              <div>{value.rungs.map(r => <div class="rung" key={r.step} title={`${r.wentOn} went on, ${r.stopped} stopped here`}><span>step {r.step}</span><u><i style={{ width: `${(100 * r.reached) / most}%` }} /></u><b>{count(r.reached)}</b></div>)}</div>
              {part !== undefined ? <p class="sub">{Math.round(part * 100)} % of the steps saved</p> : null}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function WaitingCard({ s }: { s: StudyShape }) {
  const queue = useResource(`queue ${s.studyId}`, signal => call('getQueue', 'queue', { signal }), { on: ['cluster', 'study'], everyMs: 1000 });
  return (
    <section class="card quarter">
      <h2>Waiting</h2>
      <Loaded of={queue} lines={3}>
        {value => {
          const mine = value.queue.filter(g => g.studyId === s.studyId);
          if (mine.length === 0) return <p class="sub">{ended(s.state) ? 'Nothing waits: the study has ended.' : 'No trial of this study waits for a place.'}</p>;
          return (
            <ol class="queue">
              {mine.slice(0, 5).map(g => <li key={`${g.trial} ${g.attempt}`}><b><a href={`#/studies/${s.studyId}/trials/${g.trial}`}>#{g.trial}</a></b> {g.workers} × {g.each.devices > 0 ? plural(g.each.devices, 'GPU') : plural(g.each.cpus, 'CPU')}<span>{g.reason || (g.state === 'PREPARING' ? 'placed, being prepared' : 'next in the queue')}</span></li>)}
              {mine.length > 5 ? <li class="muted">and {mine.length - 5} more</li> : null}
            </ol>
          );
        }}
      </Loaded>
    </section>
  );
}
