import { computed, effect, signal } from '@preact/signals';
import { call, Failure, study as path } from '../api/client';
import type { Study, Summary } from '../api/shapes';
import { EMPTY, merged, type Table } from '../trial/columns';
import { apply, parse } from '../trial/filter';
import { resource, type Resource } from './resource';
import { filterText, place } from './route';
import { needsLogin } from './session';
import { listen } from './stream';

/** The study that the page is about, and its trials. Kept while the address stays in the study. */
export const study = signal<Study | undefined>(undefined);
export const studyFailure = signal<Failure | undefined>(undefined);
export const summary = signal<Summary | undefined>(undefined);
export const table = signal<Table>(EMPTY);
/** Whether the first load of the trials is over. */
export const tableReady = signal(false);
export const tableFailure = signal<Failure | undefined>(undefined);

/** The filter of the address, read. */
export const filter = computed(() => parse(filterText.value));
/** Rows that the filter takes; while it has a mistake, those of no filter. */
export const rows = computed<Uint32Array>(() => {
  const read = filter.value;
  return apply(table.value, read.mistake ? undefined : read.filter);
});

/** The metric of the first objective. */
export const metric = computed(() => study.value?.objectives[0]?.metric ?? '');
export const maximise = computed(() => study.value?.objectives[0]?.goal === 'MAXIMIZE');
/** What the study varies and collects, by the spec. */
export const parameters = computed<string[]>(() => Object.keys(record(study.value?.spec?.['parameters'])));

export const record = (value: unknown): Record<string, unknown> =>
  (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

const FIXED = ['number', 'state', 'objective', 'step', 'durationSeconds', 'createTime', 'startTime', 'endTime', 'failure', 'origin'];

/** The metrics that a study collects: its objectives first. */
export function metricNames(of: Study): string[] {
  const collected = list(record(of.spec?.['metrics'])['collect']).map(one => (typeof one === 'string' ? one : String(record(one)['name'] ?? '')));
  return [...new Set([...of.objectives.map(o => o.metric), ...collected])].filter(name => name && !/[*,]/.test(name));
}

function fields(of: Study): string {
  const names = Object.keys(record(of.spec?.['parameters'])).map(name => `params.${name}`);
  return [...FIXED, ...names, ...metricNames(of).map(name => `metrics.${name}`)].filter(name => !name.includes(',')).slice(0, 500).join(',');
}

let name = '';
let generation = 0;
let reading = false;
let again = false;

async function readStudy(): Promise<void> {
  const of = name, at = generation;
  if (!of) return;
  try {
    const value = await call('getStudy', path(of));
    if (at !== generation) return;
    study.value = value;
    studyFailure.value = undefined;
  } catch (error) {
    if (at === generation && error instanceof Failure) studyFailure.value = error;
  }
}

/** Brings the table up to date: everything at first, then what changed since the cursor. One at a time. */
async function readTable(): Promise<void> {
  const of = study.value, at = generation;
  if (!of || of.studyId !== name) return;
  if (reading) { again = true; return; }
  reading = true;
  try {
    do {
      again = false;
      const before = table.value;
      const answer = await call('listTrialColumns', `${path(of.studyId)}/trials:columns`, {
        query: { fields: fields(of), after: before.cursor || undefined }, timeoutMs: 60_000,
      });
      if (at !== generation) return;
      if (answer.count > 0 || !tableReady.value || before.total !== answer.totalSize) table.value = merged(before, answer);
      else table.value = { ...before, cursor: answer.cursor };
      tableReady.value = true;
      tableFailure.value = undefined;
    } while (again);
  } catch (error) {
    if (at !== generation || !(error instanceof Failure)) return;
    if (error.code === 'CURSOR_EXPIRED') {
      table.value = EMPTY;
      again = true;
    } else {
      tableFailure.value = error;
    }
  } finally {
    reading = false;
    if (again && at === generation) { again = false; void readTable(); }
  }
}

function clear(): void {
  generation += 1;
  reading = again = false;
  study.value = undefined;
  summary.value = undefined;
  studyFailure.value = tableFailure.value = undefined;
  table.value = EMPTY;
  tableReady.value = false;
}

export async function reload(): Promise<void> {
  await readStudy();
  await readTable();
}

export function startStudy(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // a study's state and counts come with each event; the whole of it is read again at most once a second
  const soon = (): void => { timer ??= setTimeout(() => { timer = undefined; void readStudy(); }, 1000); };
  effect(() => {
    const next = needsLogin.value ? '' : place.value.study;
    if (next === name) return;
    name = next;
    clear();
    if (next) void reload();
  });
  listen('study', data => {
    const told = data as Summary;
    if (told.studyId !== name) return;
    summary.value = told;
    const known = study.value;
    if (known) study.value = { ...known, state: told.state, reason: told.reason, trials: told.trials, ...(told.best ? { best: told.best } : {}) };
    soon();
  });
  listen('trials', () => void readTable());
  listen('gone', () => { if (name) void readStudy(); });
  listen('reset', () => void reload());
}

const kept = new Map<string, Resource<unknown> & { end: () => void }>();

/** An analysis of the study, kept while the study is shown; loaded again when more trials have ended. */
export function analysis<T>(of: string, key: string, fetcher: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const id = `${of} ${key}`;
  for (const [other, it] of kept) if (!other.startsWith(`${of} `)) { it.end(); kept.delete(other); }
  const known = kept.get(id);
  if (known) return known as Resource<T>;
  const made = resource(fetcher);
  kept.set(id, made as Resource<unknown> & { end: () => void });
  void made.load();
  return made;
}
