/** What the page reads of the REST API. Fields that it does not show are left out. */

export type MetricValue = number | 'NaN' | 'Infinity' | '-Infinity';

export interface Best {
  trial: number;
  metrics: Record<string, MetricValue>;
  parameters: Record<string, string | number | boolean>;
}

export interface Study {
  studyId: string;
  state: string;
  reason?: string;
  objectives: { metric: string; goal: string }[];
  maxTrials?: number;
  trials: Record<string, number>;
  best?: Best;
  createTime: string;
}

export interface Trial {
  number: number;
  state: string;
  parameters: Record<string, string | number | boolean>;
  metrics: Record<string, MetricValue>;
  reason?: string;
  durationSeconds?: number;
}

export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

const key = 'attune.token';

/** Opens a session with the code of a login link (#login=…), or takes a token from there; neither stays in the history. */
export async function takeLogin(): Promise<void> {
  const match = /^#login=(.+)$/.exec(location.hash);
  if (!match?.[1]) return;
  const login = decodeURIComponent(match[1]);
  history.replaceState(null, '', location.pathname + '#/');
  if (login.startsWith('att_')) {
    sessionStorage.setItem(key, login);
    return;
  }
  // the answer sets a cookie that scripts cannot read; an old token would stand before it
  sessionStorage.removeItem(key);
  await fetch('api/v1/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
}

export function rememberToken(token: string): void {
  sessionStorage.setItem(key, token.trim());
}

async function get<T>(path: string): Promise<T> {
  const token = sessionStorage.getItem(key);
  const response = await fetch(`api/v1/${path}`, {
    headers: token ? { Authorization: `Bearer ${token}` } : {},
    signal: AbortSignal.timeout(10_000),
  });
  const body: unknown = await response.json().catch(() => ({}));
  if (!response.ok) {
    const detail = (body as { detail?: string }).detail;
    throw new ApiError(response.status, detail ?? `The server answered ${response.status}.`);
  }
  return body as T;
}

export const listStudies = async (): Promise<Study[]> =>
  (await get<{ studies: Study[] }>('studies?pageSize=100')).studies;

export const getStudy = (study: string): Promise<Study> => get(`studies/${encodeURIComponent(study)}`);

export const listTrials = async (study: string): Promise<Trial[]> =>
  (await get<{ trials: Trial[] }>(`studies/${encodeURIComponent(study)}/trials?pageSize=1000`)).trials;
