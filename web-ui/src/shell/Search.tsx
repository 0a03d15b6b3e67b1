import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { call } from '../api/client';
import { nextTheme } from '../state/prefs';
import { go, place } from '../state/route';
import { look } from '../words';
import { SearchIcon } from './Icons';
import { helpOpen } from './keys';

interface Hit { id: string; text: string; hint: string; run: () => void }

const to = (address: string) => (): void => go(address);

/** Commands that fit what was typed; a number names a trial of the study that is shown. */
export function commands(text: string, study: string): Hit[] {
  const list: Hit[] = [
    { id: 'new', text: 'New study', hint: 'n', run: to('#/new') },
    { id: 'studies', text: 'Studies', hint: 'g s', run: to('#/') },
    { id: 'cluster', text: 'Cluster', hint: 'g c', run: to('#/cluster') },
    { id: 'settings', text: 'Settings', hint: 'g ,', run: to('#/settings') },
    { id: 'theme', text: 'Light or dark', hint: '', run: nextTheme },
    { id: 'help', text: 'Help and keys', hint: '?', run: () => { helpOpen.value = true; } },
  ];
  if (study) {
    list.unshift(
      { id: 'trials', text: `Trials of ${study}`, hint: 'g t', run: to(`#/studies/${study}/trials`) },
      { id: 'analysis', text: `Analysis of ${study}`, hint: 'g a', run: to(`#/studies/${study}/analysis`) },
    );
  }
  const trial = /^#?([1-9]\d{0,8})$/.exec(text.trim())?.[1];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = list.filter(hit => words.every(word => hit.text.toLowerCase().includes(word)));
  if (trial && study) return [{ id: 'trial', text: `Trial ${trial} of ${study}`, hint: '', run: to(`#/studies/${study}/trials/${trial}`) }, ...fitting];
  return fitting;
}

export function Search() {
  const text = useSignal(''), open = useSignal(false), at = useSignal(0), studies = useSignal<Hit[]>([]);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!open.value) return;
    const stop = new AbortController(), word = text.value.trim().replace(/[^A-Za-z0-9-]/g, '');
    const timer = setTimeout(() => {
      call('listStudies', 'studies', { query: { pageSize: 8, filter: word ? `name:${word}` : undefined }, signal: stop.signal }).then(
        page => { studies.value = page.studies.map(s => ({ id: `study-${s.studyId}`, text: s.studyId, hint: look(s.state).word, run: to(`#/studies/${s.studyId}`) })); },
        () => { studies.value = []; });
    }, 120);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [text.value, open.value]);
  const hits = [...studies.value, ...commands(text.value, place.value.study)].slice(0, 12);
  const close = (): void => { open.value = false; text.value = ''; at.value = 0; };
  const run = (hit: Hit | undefined): void => { if (hit) { close(); field.current?.blur(); hit.run(); } };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') at.value = Math.min(hits.length - 1, at.value + 1);
    else if (event.key === 'ArrowUp') at.value = Math.max(0, at.value - 1);
    else if (event.key === 'Enter') run(hits[at.value]);
    else if (event.key === 'Escape') { close(); field.current?.blur(); }
    else return;
    event.preventDefault();
  };
  return (
    <div class="search">
      <SearchIcon />
      <input id="search" ref={field} value={text.value} placeholder="Search or command" aria-label="Search studies, trials and commands" autocomplete="off"
        role="combobox" aria-expanded={open.value} aria-controls="hits" aria-autocomplete="list" aria-activedescendant={open.value && hits[at.value] ? `hit-${hits[at.value]?.id}` : undefined}
        onFocus={() => { open.value = true; }} onBlur={() => { open.value = false; }}
        onInput={event => { text.value = event.currentTarget.value; at.value = 0; open.value = true; }} onKeyDown={keys} />
      <kbd aria-hidden="true">/</kbd>
      <ul id="hits" role="listbox" aria-label="What was found" hidden={!open.value || hits.length === 0}>
        {hits.map((hit, i) => (
          <li key={hit.id} id={`hit-${hit.id}`} role="option" aria-selected={i === at.value} onMouseDown={event => { event.preventDefault(); run(hit); }}>
            <span>{hit.text}</span><small>{hit.hint}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
