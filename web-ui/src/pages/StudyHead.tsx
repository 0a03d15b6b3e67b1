import { useSignal } from '@preact/signals';
import { call, study as path } from '../api/client';
import type { Study } from '../api/shapes';
import { Confirm } from '../parts/Dialog';
import { Skeleton, StateMark, Trouble, When } from '../parts/States';
import { act, now } from '../state/now';
import { place } from '../state/route';
import { may } from '../state/session';
import { record, reload, study, studyFailure } from '../state/study';
import { ended } from '../words';
import { EditStudy } from './EditStudy';

type Verb = 'pause' | 'resume' | 'stop' | 'cancel';
const DONE: Record<Verb, string> = { pause: 'Paused: nothing new starts', resume: 'Going on', stop: 'Stops when what runs has ended', cancel: 'Cancelled' };
const OPERATION = { pause: 'pauseStudy', resume: 'resumeStudy', stop: 'stopStudy', cancel: 'cancelStudy' } as const;

export async function move(name: string, verb: Verb): Promise<void> {
  await act(async () => {
    await call(OPERATION[verb], `${path(name)}:${verb}`, { body: {} });
    await reload();
  }, `${name}: ${DONE[verb]}.`);
}

/** What a study is, in one line of words. */
export function inWords(s: Study): string {
  const spec = record(s.spec), strategy = record(spec['strategy']), stopping = record(spec['earlyStopping']), trial = record(spec['trial']);
  const goals = s.objectives.map(o => `${o.goal === 'MAXIMIZE' ? 'maximise' : 'minimise'} ${o.metric}`).join(', ');
  const eta = typeof stopping['eta'] === 'number' ? ` η ${stopping['eta']}` : '';
  const early = typeof stopping['type'] === 'string' && stopping['type'] !== 'off' ? `${stopping['type'].toUpperCase()}${eta}` : '';
  const workers = typeof trial['workers'] === 'number' ? trial['workers'] : 1, resources = record(trial['resources']);
  const each = Number(resources['gpus'] ?? 0) > 0 ? `${String(resources['gpus'])} GPU` : resources['cpus'] ? `${String(resources['cpus'])} CPU` : '';
  const where = trial['external'] === true ? 'run by clients' : `${workers} worker${workers === 1 ? '' : 's'}${each ? ` × ${each}` : ''}`;
  return [goals, strategy['type'] ? `strategy ${String(strategy['type'])}` : '', early, where].filter(Boolean).join(' · ');
}

/** Title, state, verbs and tabs: the head of all pages of a study. Undefined study: what to show instead. */
export function StudyHead() {
  const s = study.value, failure = studyFailure.value;
  const asks = useSignal<'stop' | 'cancel' | 'edit' | undefined>(undefined);
  if (!s) return failure ? <Trouble failure={failure} retry={() => void reload()} /> : <Skeleton lines={2} height={64} />;
  const over = ended(s.state), write = may('write');
  return (
    <>
      <section class="title">
        <div>
          <h1>{s.studyId} <StateMark state={s.state} pill /></h1>
          <p class="sub">{inWords(s)}{s.owner ? ` · by ${s.owner}` : ''}, <When time={s.createTime} now={now.value} /></p>
          {s.description ? <p class="sub">{s.description}</p> : null}
        </div>
        {write ? (
          <div class="actions">
            {!over && s.state === 'PAUSED' ? <button onClick={() => void move(s.studyId, 'resume')}>Resume</button> : null}
            {!over && s.state === 'ACTIVE' ? <button onClick={() => void move(s.studyId, 'pause')}>Pause</button> : null}
            {!over && s.state !== 'STOPPING' ? <button onClick={() => { asks.value = 'stop'; }}>Stop</button> : null}
            {!over ? <button onClick={() => { asks.value = 'cancel'; }}>Cancel</button> : null}
            {!over ? <button onClick={() => { asks.value = 'edit'; }}>Edit</button> : null}
            <a class="button primary" href={`#/new?clone=${s.studyId}`}>Clone</a>
          </div>
        ) : null}
      </section>
      <Tabs name={s.studyId} />
      {s.reason && (s.state === 'FAILED' || s.state === 'PAUSED') ? <p class={`notice ${s.state === 'FAILED' ? '' : 'calm'}`}>{s.reason}</p> : null}
      {asks.value === 'stop' ? <Confirm title={`Stop ${s.studyId}`} text="No new trials start. What runs goes on to its end, then the study has ended." verb="Stop" onYes={() => void move(s.studyId, 'stop')} onClose={() => { asks.value = undefined; }} /> : null}
      {asks.value === 'cancel' ? <Confirm title={`Cancel ${s.studyId}`} text={`${s.trials.running} running trials are ended now; their results do not count. This cannot be undone.`} verb="Cancel the study" onYes={() => void move(s.studyId, 'cancel')} onClose={() => { asks.value = undefined; }} /> : null}
      {asks.value === 'edit' ? <EditStudy study={s} onClose={() => { asks.value = undefined; }} /> : null}
    </>
  );
}

function Tabs({ name }: { name: string }) {
  const here = place.value.page, home = `#/studies/${name}`;
  const tabs: [string, string, string][] = [['study', 'Overview', home], ['trials', 'Trials', `${home}/trials`], ['analysis', 'Analysis', `${home}/analysis`], ['events', 'Events', `${home}/events`], ['spec', 'Spec', `${home}/spec`]];
  return <nav class="tabs" aria-label="Study">{tabs.map(([page, word, to]) => <a key={page} href={to} {...(here === page ? { 'aria-current': 'page' as const } : {})}>{word}</a>)}</nav>;
}
