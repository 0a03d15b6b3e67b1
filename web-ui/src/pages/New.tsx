import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { call, Failure, send, study as path } from '../api/client';
import type { FieldProblem, Verdict } from '../api/shapes';
import { Skeleton, Trouble } from '../parts/States';
import { notify } from '../state/now';
import { go, place } from '../state/route';
import { may } from '../state/session';
import { record } from '../state/study';
import { asCommand, asCurl, fixable, fixed, mergePatch, nextName, range, renamed } from '../spec/text';
import { TEMPLATES } from '../spec/templates';
import { bytes, count, plural, show } from '../words';
import { Editor } from './Editor';

const DEBOUNCE_MS = 250;

interface Origin { name: string; spec: Record<string, unknown> }

/** The spec of the study that is cloned, under a new name, and what it was before. */
async function readOrigin(name: string): Promise<{ text: string; origin: Origin }> {
  const [text, whole] = await Promise.all([send(`${path(name)}/spec`, { accept: 'application/yaml, application/json' }).then(r => r.text()), call('getStudy', path(name))]);
  return { text: renamed(text, nextName(name)), origin: { name, spec: record(whole.spec) } };
}

const named = (made: object): string => ('studyId' in made ? String(made.studyId) : '');

async function create(text: string, verdict: Verdict, origin: Origin | undefined, startPaused: boolean): Promise<string> {
  const requestId = crypto.randomUUID?.() ?? String(performance.now());
  if (!origin) return named(await call('createStudy', 'studies', { yaml: text, query: { startPaused, requestId } }));
  // a clone keeps the files of the other study, which this page does not have
  const spec = { ...record(verdict.normalizedSpec) }, studyId = String(spec['study'] ?? nextName(origin.name));
  const { study: _old, ...before } = origin.spec, { study: _new, ...after } = spec;
  const overrides = mergePatch(before, after);
  return named(await call('cloneStudy', `${path(origin.name)}:clone`, { body: { studyId, startPaused, requestId, ...(overrides === undefined ? {} : { overrides }) } }));
}

export function New() {
  const clone = place.value.query.get('clone') ?? '';
  const text = useSignal(clone ? '' : TEMPLATES[0]?.text ?? ''), origin = useSignal<Origin | undefined>(undefined), trouble = useSignal<Failure | undefined>(undefined);
  const verdict = useSignal<Verdict | undefined>(undefined), checked = useSignal(''), seed = useSignal(0), paused = useSignal(false), busy = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!clone) return;
    readOrigin(clone).then(read => { text.value = read.text; origin.value = read.origin; }, (error: unknown) => { if (error instanceof Failure) trouble.value = error; });
  }, [clone]);
  useEffect(() => {
    if (!text.value.trim()) { verdict.value = undefined; return; }
    const stop = new AbortController(), of = text.value;
    const timer = setTimeout(() => {
      call('validateStudy', 'studies:validate', { yaml: of, query: { checks: 'cluster', samples: 5, seed: seed.value || undefined }, signal: stop.signal }).then(
        told => { verdict.value = told; checked.value = of; trouble.value = undefined; },
        (error: unknown) => { if (error instanceof Failure && !stop.signal.aborted) trouble.value = error; });
    }, DEBOUNCE_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [text.value, seed.value]);
  const told = verdict.value, fresh = checked.value === text.value, problems = told ? [...told.errors, ...told.warnings] : [];
  const submit = async (): Promise<void> => {
    if (!told?.valid || !fresh || busy.value) return;
    busy.value = true;
    try {
      const name = await create(text.value, told, origin.value, paused.value);
      notify(`Created ${name}.`);
      go(`#/studies/${name}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      trouble.value = error;
      if (error.errors.length > 0) verdict.value = { valid: false, errors: error.errors, warnings: [] };
    } finally {
      busy.value = false;
    }
  };
  const show = (problem: FieldProblem): void => {
    const at = range(text.value, problem), element = field.current;
    if (!at || !element) return;
    element.focus();
    element.setSelectionRange(at[0], at[1]);
    element.scrollTop = Math.max(0, ((problem.line ?? 1) - 8) * 20);
  };
  const server = new URL('.', location.href).href.replace(/\/$/, '');
  const copy = (what: string) => (): void => { void navigator.clipboard.writeText(what).then(() => notify('Copied.'), () => notify('The browser did not let the page copy.', true)); };
  return (
    <>
      <section class="title"><div><h1>{clone ? `Clone of ${clone}` : 'New study'}</h1><p class="sub">{clone ? 'It keeps the files of the other; what you change here is changed for the new one.' : 'What to vary, what to optimise, and how to run one training. Checked by the server as you type.'}</p></div></section>
      <div class="newstudy">
        <section class="card full">
          <div class="filters">
            <h2>study.yaml</h2><span class="grow" />
            <Open onText={value => { text.value = value; origin.value = undefined; }} />
            <label class="quietlabel"><span class="quiet">Template</span><select aria-label="Begin with a template" onChange={event => { const one = TEMPLATES[event.currentTarget.selectedIndex - 1]; if (one) { text.value = one.text; origin.value = undefined; } event.currentTarget.selectedIndex = 0; }}>
              <option>Begin with…</option>{TEMPLATES.map(t => <option key={t.name}>{t.name}</option>)}
            </select></label>
          </div>
          {clone && !text.value && !trouble.value ? <Skeleton lines={10} height={400} /> : <Editor text={text.value} problems={fresh ? problems : []} field={field} onText={value => { text.value = value; }} onSubmit={() => void submit()} />}
        </section>
        <section class="card full" id="verdict" aria-live="polite">
          <h2>Check</h2>
          {trouble.value ? <Trouble failure={trouble.value} /> : null}
          {told ? <Findings told={told} onShow={show} onFix={problem => { text.value = fixed(text.value, problem); field.current?.focus(); }} /> : trouble.value ? null : <Skeleton lines={5} />}
          {told?.valid ? <Plan told={told} onAgain={() => { seed.value = Math.floor(performance.now()) + 1; }} /> : null}
          <div class="actions end">
            <label class="quietlabel"><input type="checkbox" checked={paused.value} onChange={event => { paused.value = event.currentTarget.checked; }} /> start paused</label>
            <button onClick={copy(asCommand(text.value, server))}>Copy as command</button>
            <button onClick={copy(asCurl(text.value, server))}>Copy as curl</button>
            {may('write') ? <button class="primary" disabled={!told?.valid || !fresh || busy.value} onClick={() => void submit()}>Create study</button> : <span class="sub">Your token may look, not create.</span>}
          </div>
        </section>
      </div>
    </>
  );
}

function Open({ onText }: { onText: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > 1 << 20) { notify('This file is larger than 1 MiB; a spec is not.', true); return; }
    onText(await file.text());
  };
  return (
    <>
      <input ref={field} type="file" accept=".yaml,.yml,.json" hidden aria-label="Open a file" onChange={event => { void read(event.currentTarget.files?.[0]); event.currentTarget.value = ''; }} />
      <button onClick={() => field.current?.click()}>Open file</button>
    </>
  );
}

function Findings({ told, onShow, onFix }: { told: Verdict; onShow: (p: FieldProblem) => void; onFix: (p: FieldProblem) => void }) {
  const list = [...told.errors, ...told.warnings];
  if (list.length === 0) return <p class="ok-words"><span aria-hidden="true">✔ </span>Nothing is wrong with it.</p>;
  return (
    <>
      <p><b class={told.errors.length ? 'bad' : ''}>{told.errors.length ? `× ${plural(told.errors.length, 'problem')}` : `${plural(told.warnings.length, 'warning')}`}</b></p>
      <ul class="findings">
        {list.map((p, i) => (
          <li key={i} class={p.severity}>
            <button class="bare place" onClick={() => onShow(p)} disabled={p.line === undefined}>{p.line === undefined ? p.pointer : `${p.line}:${p.column ?? 1}`}</button>
            <span>{p.detail}{p.suggestion ? <em> {p.suggestion.text}</em> : null}</span>
            {fixable(p) ? <button class="small" onClick={() => onFix(p)}>Fix</button> : null}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What would happen, in sentences. */
export function planWords(plan: NonNullable<Verdict['plan']>): string[] {
  const words: string[] = [];
  const at = plan.parallelism === undefined ? 'as many at once as fit' : `${plan.parallelism} at once`;
  words.push(`${plan.trials === undefined ? 'Trials without a limit' : plural(plan.trials, 'trial')}, ${at}.`);
  if (plan.points !== undefined) words.push(`The whole space has ${plural(plan.points, 'point')}.`);
  if (plan.workersPerTrial === 0) words.push('Your own program runs them.');
  else {
    const each = [plan.devicesPerTrial ? plural(plan.devicesPerTrial, 'GPU') : '', plan.cpusPerTrial ? plural(Math.round(plan.cpusPerTrial * 100) / 100, 'CPU') : '', plan.memoryBytesPerTrial ? bytes(plan.memoryBytesPerTrial) : ''].filter(Boolean).join(', ');
    words.push(`Each takes ${plural(plan.workersPerTrial, 'worker')}${each ? ` with ${each} in all` : ''}.`);
    if (plan.fitNow !== undefined) words.push(plan.fitNow > 0 ? `${count(plan.fitNow)} could start now.` : 'None could start now: the nodes are busy, or none is large enough.');
  }
  return words;
}

function Plan({ told, onAgain }: { told: Verdict; onAgain: () => void }) {
  const samples = told.samples ?? [], names = [...new Set(samples.flatMap(s => Object.keys(s)))];
  return (
    <>
      {told.plan ? <p>{planWords(told.plan).join(' ')}</p> : null}
      {samples.length > 0 ? (
        <>
          <div class="filters"><h3>Points it would begin with</h3><span class="grow" /><button class="small" onClick={onAgain}>Others</button></div>
          <div class="scroll" tabIndex={0} role="region" aria-label="Sampled points">
            <table class="plain"><thead><tr>{names.map(n => <th key={n} class="mono">{n}</th>)}</tr></thead><tbody>{samples.map((s, i) => <tr key={i}>{names.map(n => <td key={n} class="mono">{s[n] === undefined ? '' : show(s[n])}</td>)}</tr>)}</tbody></table>
          </div>
        </>
      ) : null}
    </>
  );
}
