import { call } from '../api/client';
import { useResource } from '../state/resource';
import { place } from '../state/route';
import { nextTheme } from '../state/prefs';
import { needsLogin, offlineSince } from '../state/session';
import { paused, pauseOrGoOn, streaming, topics } from '../state/stream';
import { count, plural } from '../words';
import { ClusterIcon, Mark, SettingsIcon, StudiesIcon, ThemeIcon } from './Icons';
import { Search } from './Search';
import { helpOpen } from './keys';

export function Rail() {
  const at = place.value, page = at.page;
  const cluster = useResource(`rail ${needsLogin.value}`, signal => call('getCluster', 'cluster', { signal }), { on: ['cluster'], everyMs: 3000, pollMs: 20_000 });
  const c = cluster.data.value;
  const current = (mine: boolean): { 'aria-current'?: 'page' } => (mine ? { 'aria-current': 'page' } : {});
  return (
    <nav class="rail" aria-label="Main">
      <a class="mark" href="#/"><Mark /><span>Attune</span></a>
      <a href="#/" {...current(page === 'studies' || page === 'new' || at.study !== '')}><StudiesIcon />Studies</a>
      <a href="#/cluster" {...current(page === 'cluster')}><ClusterIcon />Cluster</a>
      <a href="#/settings" {...current(page === 'settings')}><SettingsIcon />Settings</a>
      <span class="spacer" />
      {c ? (
        <small>{c.cluster}<br />
          {c.total.devices > 0 ? `${plural(c.total.devices, 'device')} · ${count(c.total.devices - c.free.devices)} busy`
            : `${plural(Math.round(c.total.cpus), 'CPU')} · ${count(Math.round((c.total.cpus - c.free.cpus) * 10) / 10)} busy`}
        </small>
      ) : null}
    </nav>
  );
}

function Crumbs() {
  const { page, study, trial } = place.value;
  if (page === 'cluster') return <b>Cluster</b>;
  if (page === 'settings') return <b>Settings</b>;
  if (page === 'studies') return <b>Studies</b>;
  if (page === 'new') return <><a href="#/">Studies</a><i>/</i><b>New study</b></>;
  if (page === 'missing') return <><a href="#/">Studies</a><i>/</i><b>Not found</b></>;
  const home = `#/studies/${study}`;
  if (page === 'study') return <><a href="#/">Studies</a><i>/</i><b>{study}</b></>;
  if (page === 'trial') return <><a href="#/">Studies</a><i>/</i><a href={home}>{study}</a><i>/</i><a href={`${home}/trials`}>Trials</a><i>/</i><b>#{trial}</b></>;
  return <><a href="#/">Studies</a><i>/</i><a href={home}>{study}</a><i>/</i><b>{page[0]?.toUpperCase()}{page.slice(1)}</b></>;
}

export function Top() {
  const live = !paused.value && (streaming.value || topics.value.length === 0) && offlineSince.value === 0;
  const word = paused.value ? 'Paused' : offlineSince.value > 0 ? 'Offline' : 'Live';
  return (
    <header class="top">
      <nav class="crumbs" aria-label="Where you are"><Crumbs /></nav>
      <Search />
      <button class={`live ${live ? 'on' : paused.value ? 'paused' : 'off'}`} aria-pressed={!paused.value} onClick={pauseOrGoOn} title={paused.value ? 'Go on' : 'Pause: nothing on the page changes then'}><i />{word}</button>
      <button class="icon" aria-label="Light or dark" onClick={nextTheme}><ThemeIcon /></button>
      <button class="icon" aria-label="Help and keys" onClick={() => { helpOpen.value = true; }}>?</button>
    </header>
  );
}
