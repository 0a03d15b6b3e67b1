import type { FieldProblem, Operations } from './generated';

/** What went wrong with a request: a problem of the server, or no answer at all (status 0). */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: FieldProblem[] = [],
    readonly requestId = '',
  ) {
    super(message);
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

export interface Options {
  method?: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  yaml?: string;
  accept?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}

const listeners = new Set<(failure: Failure | undefined) => void>();

/** Tells of every answer: undefined when the server answered, else what went wrong. */
export function onAnswer(listener: (failure: Failure | undefined) => void): void {
  listeners.add(listener);
}

function tell(failure: Failure | undefined): void {
  for (const listener of listeners) listener(failure);
}

/** The address of a path of the API; relative, so that any prefix of a proxy works. */
export function address(path: string, query: Options['query'] = {}): string {
  const words = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = words.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
  return `api/v1/${path}${text ? `?${text}` : ''}`;
}

/** One request; every one has a deadline. The page's session is a cookie that scripts cannot read. */
export async function send(path: string, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' };
  let body: string | undefined;
  if (options.yaml !== undefined) {
    headers['Content-Type'] = 'application/yaml';
    body = options.yaml;
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  const deadline = AbortSignal.timeout(options.timeoutMs ?? 20_000);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'), headers, signal, ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const failure = new Failure(0, 'NO_ANSWER', 'The server does not answer. The page tries again by itself.');
    tell(failure);
    throw failure;
  }
  if (!response.ok && response.status !== 304) {
    const failure = await failed(response);
    tell(failure);
    throw failure;
  }
  tell(undefined);
  return response;
}

async function failed(response: Response): Promise<Failure> {
  const problem: unknown = await response.json().catch(() => ({}));
  const { code, detail, errors, requestId } = problem as { code?: string; detail?: string; errors?: FieldProblem[]; requestId?: string };
  return new Failure(response.status, code ?? `HTTP_${response.status}`, detail ?? `The server answered ${response.status}.`, errors ?? [], requestId ?? '');
}

/** The JSON answer of an operation of the contract. */
export async function call<K extends keyof Operations>(_operation: K, path: string, options: Options = {}): Promise<Operations[K]['answer']> {
  const response = await send(path, options);
  return (response.status === 204 ? undefined : await response.json()) as Operations[K]['answer'];
}

export const study = (name: string): string => `studies/${encodeURIComponent(name)}`;
export const trial = (name: string, number: number): string => `${study(name)}/trials/${number}`;
