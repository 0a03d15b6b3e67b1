import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const read = (key: string): string | null => {
  try { return localStorage.getItem(`attune.${key}`); } catch { return null; }
};
const write = (key: string, value: string): void => {
  try { localStorage.setItem(`attune.${key}`, value); } catch { /* a browser that keeps nothing: the choice lasts as long as the page */ }
};

const kept = read('theme');
export const theme = signal<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system');
/** Single keys such as g s; some people's input devices press them by accident. */
export const shortcuts = signal(read('shortcuts') !== 'off');
/** Counts how often the colours changed, for what is painted on a canvas. */
export const paletteVersion = signal(0);

export function startPrefs(): void {
  effect(() => {
    const root = document.documentElement;
    if (theme.value === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme.value);
    write('theme', theme.value);
    paletteVersion.value = paletteVersion.peek() + 1;
  });
  effect(() => write('shortcuts', shortcuts.value ? 'on' : 'off'));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { paletteVersion.value += 1; });
}

export function nextTheme(): void {
  const dark = theme.value === 'dark' || (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  theme.value = dark ? 'light' : 'dark';
}
