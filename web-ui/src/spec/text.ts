import type { FieldProblem } from '../api/shapes';

/** Places in a text of YAML. Lines and columns count from 1, as problems do; offsets from 0. */
export function offset(text: string, line: number, column: number): number {
  let at = 0;
  for (let l = 1; l < line; l++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  const end = text.indexOf('\n', at);
  return Math.min(at + column - 1, end < 0 ? text.length : end);
}

/** Where a problem is; a word long at least. Undefined when it has no place. */
export function range(text: string, problem: FieldProblem): [number, number] | undefined {
  if (problem.line === undefined) return undefined;
  const from = offset(text, problem.line, problem.column ?? 1);
  const to = problem.endLine === undefined ? from : offset(text, problem.endLine, problem.endColumn ?? 1);
  if (to > from) return [from, to];
  const word = /^[\w-]+/.exec(text.slice(from))?.[0].length ?? 1;
  return [from, Math.min(text.length, from + word)];
}

/** Whether the suggestion stands for exactly what the problem marks, so that a button may put it there. */
export function fixable(problem: FieldProblem): boolean {
  const replacement = problem.suggestion?.replacement;
  return replacement !== undefined && problem.line !== undefined && !/[,\n]/.test(replacement);
}

/** The text with the suggestion in its place. */
export function fixed(text: string, problem: FieldProblem): string {
  const at = range(text, problem), replacement = problem.suggestion?.replacement;
  if (!at || replacement === undefined || !fixable(problem)) return text;
  const now = text.slice(at[0], at[1]), quote = /^(["']).*\1$/.test(now) && /[^\w.-]/.test(replacement) ? now[0] : '';
  return text.slice(0, at[0]) + quote + replacement + quote + text.slice(at[1]);
}

/** The text cut into what is marked and what is not, for the layer under the editor. */
export function pieces(text: string, problems: readonly FieldProblem[]): { text: string; mark: '' | 'error' | 'warning' }[] {
  const spans = problems.flatMap(p => { const at = range(text, p); return at ? [{ at, mark: p.severity }] : []; }).sort((a, b) => a.at[0] - b.at[0]);
  const list: { text: string; mark: '' | 'error' | 'warning' }[] = [];
  let from = 0;
  for (const { at, mark } of spans) {
    if (at[0] < from) continue;
    list.push({ text: text.slice(from, at[0]), mark: '' }, { text: text.slice(at[0], at[1]), mark });
    from = at[1];
  }
  list.push({ text: text.slice(from), mark: '' });
  return list.filter(piece => piece.text !== '');
}

type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON merge patch that turns one object into another; undefined when they are the same. */
export function mergePatch(before: Json, after: Json): Json {
  if (!isObject(before) || !isObject(after)) return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
  const change: Record<string, Json> = {};
  for (const key of Object.keys(before)) if (!(key in after)) change[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const part = key in before ? mergePatch(before[key], value) : value;
    if (part !== undefined) change[key] = part;
  }
  return Object.keys(change).length > 0 ? change : undefined;
}

/** A name that is free beside another: digits, digits-2, digits-3. */
export function nextName(name: string): string {
  const match = /^(.*?)-(\d+)$/.exec(name);
  return match ? `${match[1]}-${Number(match[2]) + 1}` : `${name}-2`;
}

/** The text with another name of the study in it. */
export function renamed(text: string, name: string): string {
  return /^study:.*$/m.test(text) ? text.replace(/^study:.*$/m, `study: ${name}`) : `study: ${name}\n${text}`;
}

/** A word that ends a here-document and is no line of it. */
function ending(text: string): string {
  let word = 'YAML';
  while (text.split('\n').includes(word)) word += '_';
  return word;
}

export function asCommand(text: string, server: string): string {
  const end = ending(text);
  return `cat > study.yaml <<'${end}'\n${text.replace(/\n?$/, '\n')}${end}\nattune run study.yaml --server ${server}\n`;
}

export function asCurl(text: string, server: string): string {
  const end = ending(text);
  return `curl -sSf -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/yaml" --data-binary @- ${server}/api/v1/studies <<'${end}'\n${text.replace(/\n?$/, '\n')}${end}\n`;
}

/** Lines moved by Tab and Shift+Tab: two blanks in or out. */
export function indented(text: string, from: number, to: number, out: boolean): { text: string; from: number; to: number } {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const lines = text.slice(start, to).split('\n');
  const moved = lines.map(line => (out ? line.replace(/^ {1,2}/, '') : `  ${line}`));
  const joined = moved.join('\n');
  return { text: text.slice(0, start) + joined + text.slice(to), from: Math.max(start, from + (moved[0]?.length ?? 0) - (lines[0]?.length ?? 0)), to: start + joined.length };
}
