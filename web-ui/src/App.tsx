import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Skeleton } from './parts/States';
import { Studies } from './pages/Studies';
import { Study } from './pages/Study';
import { Login, Missing } from './pages/Login';
import { said, toast } from './state/now';
import { place, type Place } from './state/route';
import { needsLogin } from './state/session';
import { topics } from './state/stream';
import { Help } from './shell/Help';
import { startKeys } from './shell/keys';
import { Rail, Top } from './shell/Shell';
import { Banner } from './parts/States';

/** Pages that come when they are opened first. */
const LATER: Partial<Record<Place['page'], () => Promise<ComponentType>>> = {
  trials: async () => (await import('./pages/Trials')).Trials,
  trial: async () => (await import('./pages/Trial')).Trial,
  new: async () => (await import('./pages/New')).New,
  analysis: async () => (await import('./pages/Analysis')).Analysis,
  cluster: async () => (await import('./pages/Cluster')).Cluster,
  settings: async () => (await import('./pages/Settings')).Settings,
  events: async () => (await import('./pages/Events')).Events,
  spec: async () => (await import('./pages/Spec')).Spec,
};
const loaded = signal<Partial<Record<Place['page'], ComponentType>>>({ studies: Studies, study: Study, missing: Missing });
const unloadable = signal('');

function Page({ page }: { page: Place['page'] }) {
  const It = loaded.value[page];
  useEffect(() => {
    const loader = LATER[page];
    if (It || !loader) return;
    loader().then(
      component => { loaded.value = { ...loaded.peek(), [page]: component }; unloadable.value = ''; },
      () => { unloadable.value = page; },
    );
  }, [page, It]);
  if (It) return <It />;
  if (unloadable.value === page) return <div class="trouble" role="alert"><p>This page cannot be loaded. The server may have been updated: <a href="" onClick={event => { event.preventDefault(); location.reload(); }}>load the dashboard anew</a>.</p></div>;
  return <Skeleton lines={8} />;
}

/** What the stream is asked for on a page. */
export function wanted(at: Place): string[] {
  switch (at.page) {
    case 'studies': return ['studies'];
    case 'study': return [`study:${at.study}`, 'cluster'];
    case 'trials': case 'analysis': case 'events': case 'spec': return [`study:${at.study}`];
    case 'trial': return [`study:${at.study}`, `trial:${at.study}/${at.trial}`];
    case 'cluster': return ['cluster'];
    default: return [];
  }
}

export function App() {
  const at = place.value;
  useEffect(() => startKeys(), []);
  useEffect(() => {
    topics.value = wanted(at);
  }, [at.page, at.study, at.trial]);
  useEffect(() => {
    document.title = [at.trial ? `#${at.trial}` : '', at.study || { new: 'New study', cluster: 'Cluster', settings: 'Settings' }[at.page as string] || '', 'Attune'].filter(Boolean).join(' · ');
    if (at.page !== 'missing') window.scrollTo(0, 0);
  }, [at.page, at.study, at.trial]);
  if (needsLogin.value) return <Login />;
  return (
    <>
      <a class="skip" href="#main" onClick={event => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Go to the content</a>
      <Rail />
      <Top />
      <main id="main" tabIndex={-1}>
        <Banner />
        <Page key={`${at.page} ${at.study} ${at.trial}`} page={at.page} />
      </main>
      <Help />
      <div class="quiet" role="status" aria-live="polite">{said.value}</div>
      {toast.value ? <div class={`toast ${toast.value.bad ? 'bad' : ''}`} role={toast.value.bad ? 'alert' : 'status'}>{toast.value.text}</div> : null}
    </>
  );
}
