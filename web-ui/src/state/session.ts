import { signal } from '@preact/signals';
import { call, onAnswer } from '../api/client';
import type { Me } from '../api/shapes';

/** Who looks; undefined until known. */
export const me = signal<Me | undefined>(undefined);
export const needsLogin = signal(false);
/** Since when the server does not answer, in epoch milliseconds; 0 while it does. */
export const offlineSince = signal(0);
/** When the server last answered. */
export const answeredAt = signal(0);

export function watchAnswers(now: () => number): void {
  onAnswer(failure => {
    if (failure?.offline) {
      if (offlineSince.value === 0) offlineSince.value = now();
      return;
    }
    offlineSince.value = 0;
    answeredAt.value = now();
    if (failure?.status === 401) needsLogin.value = true;
  });
}

/** May the caller do what needs this scope? The server decides; this only hides what it would refuse. */
export function may(scope: 'write' | 'admin'): boolean {
  const mine = me.value?.scope;
  return mine === 'admin' || (mine === 'write' && scope === 'write');
}

export async function loadMe(): Promise<void> {
  try {
    me.value = await call('getMe', 'me');
    needsLogin.value = false;
  } catch {
    // watchAnswers knows what it means
  }
}

export async function login(secret: { token?: string; login?: string }): Promise<void> {
  await call('login', 'session', { body: secret });
  needsLogin.value = false;
  await loadMe();
}

export async function logout(): Promise<void> {
  await call('logout', 'session', { method: 'DELETE' });
  me.value = undefined;
  needsLogin.value = true;
}

/** Opens a session with what stands behind #login= of a link; it does not stay in the browser's history. */
export async function takeLogin(): Promise<void> {
  const match = /^#login=(.+)$/.exec(location.hash);
  if (!match?.[1]) return;
  const secret = decodeURIComponent(match[1]);
  history.replaceState(null, '', `${location.pathname}#/`);
  await login(secret.startsWith('att_') ? { token: secret } : { login: secret }).catch(() => undefined);
}
