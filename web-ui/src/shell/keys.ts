import { signal } from '@preact/signals';
import { shortcuts } from '../state/prefs';
import { go, place } from '../state/route';
import { pauseOrGoOn } from '../state/stream';

export const helpOpen = signal(false);

/** What each key does, for the help and for the listener alike. */
export const KEYS: [string, string][] = [
  ['/', 'Search studies, trials and commands'], ['?', 'This help'], ['g s', 'Studies'], ['g c', 'Cluster'], ['g ,', 'Settings'],
  ['n', 'New study'], ['g o', 'Overview of the study'], ['g t', 'Its trials'], ['g a', 'Its analysis'], ['p', 'Pause or go on'],
  ['j k', 'Down and up in a table'], ['x', 'Select the row'], ['Enter', 'Open the row or point'], ['← →', 'From point to point in a plot'],
];

/** Where a sequence of keys leads from here; empty when it leads nowhere. */
export function target(keys: string, study: string): string {
  switch (keys) {
    case 'g s': return '#/';
    case 'g c': return '#/cluster';
    case 'g ,': return '#/settings';
    case 'n': return '#/new';
    case 'g o': return study && `#/studies/${study}`;
    case 'g t': return study && `#/studies/${study}/trials`;
    case 'g a': return study && `#/studies/${study}/analysis`;
    default: return '';
  }
}

const isField = (element: EventTarget | null): boolean =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) && !(element instanceof HTMLInputElement && element.type === 'checkbox');

const SEQUENCE_MS = 1200;

export function startKeys(): () => void {
  let before = '', at = 0;
  const press = (event: KeyboardEvent): void => {
    if (!shortcuts.value || event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || document.querySelector('dialog[open]')) return;
    const sequence = before && event.timeStamp - at < SEQUENCE_MS ? `${before} ${event.key}` : event.key;
    before = event.key === 'g' ? 'g' : '';
    at = event.timeStamp;
    if (event.key === '/') document.getElementById('search')?.focus();
    else if (event.key === '?') helpOpen.value = true;
    else if (event.key === 'p') pauseOrGoOn();
    else {
      const address = target(sequence, place.value.study);
      if (!address) return;
      go(address);
    }
    event.preventDefault();
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}
