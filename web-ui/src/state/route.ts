import { computed, signal } from '@preact/signals';

/** Where the page is. The address behind # holds it all, so that a link shows the same and any prefix of a proxy works. */
export interface Place {
  page: 'studies' | 'new' | 'study' | 'trials' | 'trial' | 'analysis' | 'events' | 'spec' | 'cluster' | 'settings' | 'missing';
  study: string;
  trial: number;
  query: ReadonlyMap<string, string>;
}

const NAME = '([a-z0-9][a-z0-9-]{0,62})';
const ROUTES: [RegExp, Place['page']][] = [
  [/^(?:studies)?$/, 'studies'], [/^new$/, 'new'], [/^cluster$/, 'cluster'], [/^settings$/, 'settings'],
  [new RegExp(`^studies/${NAME}$`), 'study'],
  [new RegExp(`^studies/${NAME}/trials/([1-9]\\d{0,8})$`), 'trial'],
  [new RegExp(`^studies/${NAME}/trials$`), 'trials'],
  [new RegExp(`^studies/${NAME}/analysis$`), 'analysis'],
  [new RegExp(`^studies/${NAME}/events$`), 'events'],
  [new RegExp(`^studies/${NAME}/spec$`), 'spec'],
];

/** What an address shows. */
export function parse(hash: string): Place {
  const text = hash.replace(/^#?\/?/, '');
  const [path = '', search = ''] = text.split('?', 2);
  const query = new Map(new URLSearchParams(search));
  for (const [pattern, page] of ROUTES) {
    const match = pattern.exec(path.replace(/\/$/, ''));
    if (match) return { page, study: match[1] ?? '', trial: Number(match[2] ?? 0), query };
  }
  return { page: 'missing', study: '', trial: 0, query };
}

/** The address of a path and what the query says; empty values are left out. */
export function href(path: string, query: Record<string, string | undefined> = {}): string {
  const words = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  const text = words.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  return `#/${path}${text ? `?${text}` : ''}`;
}

export const place = signal<Place>(parse(typeof location === 'undefined' ? '' : location.hash));

/** The trials that are selected, by number. One selection for all plots and tables of a page. */
export const selection = computed<ReadonlySet<number>>(() => {
  const words = (place.value.query.get('sel') ?? '').split(',').filter(word => /^\d+$/.test(word));
  return new Set(words.map(Number));
});

/** The filter of the page, in the words of the API. */
export const filterText = computed(() => place.value.query.get('filter') ?? '');

export function go(address: string): void {
  location.hash = address;
}

/** Changes a part of the query in place: the history does not grow by it. */
export function setQuery(change: Record<string, string | undefined>): void {
  const query = Object.fromEntries(place.value.query);
  const path = location.hash.replace(/^#?\/?/, '').split('?', 1)[0] ?? '';
  history.replaceState(null, '', href(path, { ...query, ...change }));
  place.value = parse(location.hash);
}

const MAX_SELECTED = 200;

export function select(numbers: Iterable<number>): void {
  setQuery({ sel: [...new Set(numbers)].slice(0, MAX_SELECTED).sort((a, b) => a - b).join(',') });
}

export function toggle(number: number): void {
  const next = new Set(selection.value);
  if (!next.delete(number)) next.add(number);
  select(next);
}

export function startRoutes(): void {
  addEventListener('hashchange', () => { place.value = parse(location.hash); });
}
