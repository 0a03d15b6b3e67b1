import { signal } from '@preact/signals';

/** The time for relative times on the page; moves every five seconds while the page is seen. */
export const now = signal(Date.now());

export function startClock(): void {
  setInterval(() => { if (!document.hidden) now.value = Date.now(); }, 5000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) now.value = Date.now(); });
}

/** The polite live region: one sentence at a time, at most one in two seconds. */
export const said = signal('');
let last = 0;

export function say(text: string): void {
  const at = Date.now();
  if (at - last < 2000) return;
  last = at;
  said.value = text;
}

/** A short message at the foot of the page, such as that something was done or why not. */
export const toast = signal<{ text: string; bad: boolean } | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

export function notify(text: string, bad = false): void {
  toast.value = { text, bad };
  clearTimeout(timer);
  timer = setTimeout(() => { toast.value = undefined; }, bad ? 12_000 : 5000);
}

/** Does something and tells how it went. */
export async function act(what: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await what();
    notify(done);
    return true;
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), true);
    return false;
  }
}
