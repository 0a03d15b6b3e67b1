/** Numbers, times and states in words. All pure. */

const THIN = '\u2009';

/** Groups of three in whole numbers: 12 345. */
export function count(value: number): string {
  const text = String(Math.round(Math.abs(value)));
  const grouped = text.length > 4 ? text.replace(/\B(?=(\d{3})+$)/g, THIN) : text;
  return (value < 0 ? '−' : '') + grouped;
}

/** As many digits as matter, a true minus, powers of ten when they are short. */
export function show(value: unknown, digits = 4): string {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return count(value);
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e6)
    ? value.toExponential(Math.max(0, digits - 2)).replace(/\.?0+e/, 'e')
    : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−').replace('e+', 'e');
}

/** Whether two values are shown with enough digits to tell them apart; else more. */
export function apart(values: number[], digits = 4): (value: number) => string {
  for (let d = digits; d < 10; d++) {
    const texts = new Set(values.map(v => show(v, d)));
    if (texts.size === new Set(values).size) return v => show(v, d);
  }
  return v => show(v, 10);
}

/** 74 → 1 min 14 s. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes} min ${Math.round(seconds % 60)} s`;
  if (minutes < 60) return `${Math.round(seconds / 60)} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long ago, in one unit. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, (now - then) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** Hours of devices or workers: 12.4 h. */
export function hours(seconds: number): string {
  const h = seconds / 3600;
  if (h < 0.1) return duration(seconds);
  return `${h < 100 ? Math.round(h * 10) / 10 : count(h)} h`;
}

export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = size, unit = -1;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit += 1; }
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${units[unit]}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${Number.isInteger(n) ? count(n) : show(n, 3)} ${n === 1 ? one : many}`;

export const clock = (time: string | number): string => new Date(time).toLocaleTimeString([], { hour12: false });
export const exact = (time: string | number): string => new Date(time).toLocaleString([], { hour12: false });

/** OUT_OF_DEVICE_MEMORY → out of device memory. */
export const kindWords = (kind: string): string => kind.toLowerCase().replaceAll('_', ' ');

export type Tone = 'ok' | 'cut' | 'bad' | 'run' | 'wait';
export interface Look { symbol: string; word: string; tone: Tone }

/** State is a shape, a word and a colour. Stopped early is a success. */
export function look(state: string): Look {
  switch (state) {
    case 'SUCCEEDED': return { symbol: '●', word: 'succeeded', tone: 'ok' };
    case 'PRUNED': return { symbol: '◇', word: 'stopped early', tone: 'cut' };
    case 'STOPPED': return { symbol: '◇', word: 'stopped', tone: 'cut' };
    case 'FAILED': return { symbol: '×', word: 'failed', tone: 'bad' };
    case 'INFEASIBLE': return { symbol: '×', word: 'infeasible', tone: 'bad' };
    case 'LOST': return { symbol: '×', word: 'lost', tone: 'bad' };
    case 'CANCELLED': return { symbol: '–', word: 'cancelled', tone: 'wait' };
    case 'RUNNING': case 'ACTIVE': return { symbol: '◐', word: 'running', tone: 'run' };
    case 'STOPPING': case 'ENDING': return { symbol: '◐', word: 'stopping', tone: 'run' };
    case 'STARTING': case 'PREPARING': case 'CLAIMED': return { symbol: '◐', word: 'starting', tone: 'run' };
    case 'PAUSED': return { symbol: '‖', word: 'paused', tone: 'wait' };
    case 'UP': return { symbol: '●', word: 'up', tone: 'ok' };
    case 'SILENT': return { symbol: '×', word: 'silent', tone: 'bad' };
    case 'DRAINING': return { symbol: '◐', word: 'draining', tone: 'run' };
    case 'DRAINED': return { symbol: '–', word: 'drained', tone: 'wait' };
    default: return { symbol: '○', word: kindWords(state), tone: 'wait' };
  }
}

const ENDED = new Set(['SUCCEEDED', 'PRUNED', 'FAILED', 'INFEASIBLE', 'CANCELLED']);
/** Whether a study or trial in this state has ended. */
export const ended = (state: string): boolean => ENDED.has(state);
