import { signal } from '@preact/signals';
import { ApiError, getStudy, listStudies, listTrials, type Study, type Trial } from './api';

/** Everything the page shows is in these signals; one loop keeps them fresh. */
export const route = signal(location.hash);
export const studies = signal<Study[] | undefined>(undefined);
export const study = signal<Study | undefined>(undefined);
export const trials = signal<Trial[]>([]);
export const problem = signal('');
export const needsLogin = signal(false);

const PERIOD_MS = 1500;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The study that the address names, if it names one. */
export function current(): string | undefined {
  return /^#\/studies\/([a-z0-9-]+)$/.exec(route.value)?.[1];
}

export async function refresh(): Promise<void> {
  clearTimeout(timer);
  try {
    const name = current();
    if (name) {
      const [s, t] = await Promise.all([getStudy(name), listTrials(name)]);
      if (current() === name) { study.value = s; trials.value = t; }
    } else {
      studies.value = await listStudies();
    }
    problem.value = '';
    needsLogin.value = false;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) needsLogin.value = true;
    else problem.value = error instanceof ApiError ? error.message : 'The server does not answer. The page tries again by itself.';
  }
  if (!document.hidden && !needsLogin.value) timer = setTimeout(refresh, PERIOD_MS);
}

export function start(): void {
  addEventListener('hashchange', () => {
    route.value = location.hash;
    study.value = undefined;
    trials.value = [];
    void refresh();
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void refresh(); });
  void refresh();
}
