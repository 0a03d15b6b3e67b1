/** What a worker printed, made readable: colours of terminals, and progress bars that rewrite themselves as their last state. */
export interface Span { text: string; ink: string; bold: boolean }

const COLOURS = ['ink', 'bad', 'ok', 'gold', 'running', 'cut', 'accent', 'ink'];
const ESCAPE = /\u001b\[([0-9;]*)([A-Za-z])/g;

/** A line as spans; of what carriage returns overwrote only the last state stays. */
export function spans(line: string): Span[] {
  const last = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  const list: Span[] = [];
  let ink = 'ink', bold = false, from = 0;
  const add = (text: string): void => { if (text) list.push({ text, ink, bold }); };
  for (const match of last.matchAll(ESCAPE)) {
    add(last.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] !== 'm') continue;
    for (const code of (match[1] || '0').split(';').map(Number)) {
      if (code === 0) { ink = 'ink'; bold = false; }
      else if (code === 1) bold = true;
      else if (code >= 30 && code <= 37) ink = COLOURS[code - 30] ?? 'ink';
      else if (code >= 90 && code <= 97) ink = COLOURS[code - 90] ?? 'ink';
      else if (code === 39) ink = 'ink';
    }
  }
  add(last.slice(from));
  return list;
}

/** A line without any of that, for searching and saving. */
export const bare = (line: string): string => (line.split('\r').filter(Boolean).at(-1) ?? '').replace(ESCAPE, '');

/** Whether a line tells a metric, as name=value or name: value. */
export const tells = (line: string, metrics: readonly string[]): boolean => metrics.some(m => line.includes(`${m}=`) || line.includes(`${m}:`) || line.includes(`"${m}"`));

/** What people type into the search: /…/ is an expression, all else is text. Undefined when the expression is wrong. */
export function search(text: string): ((line: string) => boolean) | undefined {
  const expression = /^\/(.+)\/(i?)$/.exec(text);
  if (!expression) {
    const lower = text.toLowerCase();
    return line => line.toLowerCase().includes(lower);
  }
  try {
    const pattern = new RegExp(expression[1] ?? '', expression[2]);
    return line => pattern.test(line);
  } catch {
    return undefined;
  }
}

/** Lines of a growing text; the end without a line break stays open for the next piece. */
export interface Tail { lines: string[]; open: string; dropped: number }

export function append(tail: Tail, text: string, most: number): Tail {
  const list = (tail.open + text).split('\n');
  const open = list.pop() ?? '';
  const lines = [...tail.lines, ...list], over = Math.max(0, lines.length - most);
  return { lines: over ? lines.slice(over) : lines, open, dropped: tail.dropped + over };
}
