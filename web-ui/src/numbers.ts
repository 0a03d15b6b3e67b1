/** Numbers as a scientist writes them: as many digits as matter, a true minus, powers of ten when they are short. */
export function show(value: unknown, digits = 4): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(digits - 2) : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−').replace('e+', 'e');
}

/** 74 → "1 min 14 s". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export interface StateLook {
  symbol: string;
  word: string;
  tone: 'ok' | 'cut' | 'bad' | 'run' | 'wait';
}

/** State is a shape, a word and a colour. Stopped early is a success. */
export function look(state: string): StateLook {
  switch (state) {
    case 'SUCCEEDED': return { symbol: '●', word: 'succeeded', tone: 'ok' };
    case 'PRUNED': return { symbol: '◇', word: 'stopped early', tone: 'cut' };
    case 'FAILED': return { symbol: '×', word: 'failed', tone: 'bad' };
    case 'INFEASIBLE': return { symbol: '×', word: 'infeasible', tone: 'bad' };
    case 'CANCELLED': return { symbol: '–', word: 'cancelled', tone: 'wait' };
    case 'RUNNING': case 'ACTIVE': return { symbol: '◐', word: 'running', tone: 'run' };
    case 'STOPPING': return { symbol: '◐', word: 'stopping', tone: 'run' };
    case 'PAUSED': return { symbol: '○', word: 'paused', tone: 'wait' };
    default: return { symbol: '○', word: state.toLowerCase(), tone: 'wait' };
  }
}
