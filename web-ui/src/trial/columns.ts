import type { TrialColumns } from '../api/shapes';

/** Codes of texts in a column of few different ones, so that 100,000 rows cost one byte-sized number each and not a string. */
export interface Words { list: string[]; code: Map<string, number> }

/** A column: numbers (NaN where there is none), or codes of texts (-1 where there is none). */
export type Column =
  | { kind: 'number'; values: Float64Array }
  | { kind: 'text'; values: Int32Array; words: Words };

/** Trials by the column, in the order of their numbers. Replaced whole at each change; the arrays are shared where nothing changed. */
export interface Table {
  rows: number;
  /** Counts the changes. */
  version: number;
  cursor: string;
  total: number;
  columns: ReadonlyMap<string, Column>;
  /** Row of a trial's number. */
  row: ReadonlyMap<number, number>;
}

export const EMPTY: Table = { rows: 0, version: 0, cursor: '', total: 0, columns: new Map(), row: new Map() };

const TIMES = new Set(['createTime', 'startTime', 'endTime']);

function text(words: Words, value: string): number {
  const known = words.code.get(value);
  if (known !== undefined) return known;
  words.code.set(value, words.list.length);
  return words.list.push(value) - 1;
}

function isNumeric(name: string, values: readonly unknown[]): boolean {
  if (TIMES.has(name) || name.startsWith('metrics.') || name === 'objective') return true;
  for (const value of values) {
    if (value === null) continue;
    return typeof value === 'number';
  }
  return true;
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && TIMES.has(name)) return Date.parse(value);
  return Number.NaN;
}

/** Room for so many rows, with what was there before. */
function grown(column: Column | undefined, rows: number, numeric: boolean): Column {
  if (column?.kind === 'number' && numeric) {
    const values = new Float64Array(rows).fill(Number.NaN);
    values.set(column.values.subarray(0, rows));
    return { kind: 'number', values };
  }
  if (column?.kind === 'text') {
    const values = new Int32Array(rows).fill(-1);
    values.set(column.values.subarray(0, rows));
    return { kind: 'text', values, words: column.words };
  }
  if (numeric) return { kind: 'number', values: new Float64Array(rows).fill(Number.NaN) };
  const words: Words = { list: [], code: new Map() };
  const values = new Int32Array(rows).fill(-1);
  // a column of numbers in which a text turns up: its numbers become texts
  column?.values.forEach((v, i) => { if (!Number.isNaN(v)) values[i] = text(words, String(v)); });
  return { kind: 'text', values, words };
}

/** The table with what an answer of the feed brings: changed rows replace theirs, new ones come at the end. Linear in both. */
export function merged(table: Table, answer: TrialColumns): Table {
  const numbers = answer.columns['number'] ?? [];
  const row = new Map(table.row);
  let rows = table.rows;
  const at = numbers.map(n => {
    const known = row.get(Number(n));
    if (known !== undefined) return known;
    row.set(Number(n), rows);
    return rows++;
  });
  const columns = new Map(table.columns);
  for (const [name, values] of Object.entries(answer.columns)) {
    const before = table.columns.get(name);
    const numeric = before ? before.kind === 'number' && isNumeric(name, values) : isNumeric(name, values);
    const column = grown(before, rows, numeric);
    columns.set(name, column);
    values.forEach((value, i) => {
      const index = at[i];
      if (index === undefined) return;
      if (column.kind === 'number') column.values[index] = toNumber(name, value);
      else column.values[index] = value === null ? -1 : text(column.words, String(value));
    });
  }
  for (const [name, column] of columns) {
    if (!(name in answer.columns) && rows > table.rows) columns.set(name, grown(column, rows, column.kind === 'number'));
  }
  return { rows, version: table.version + 1, cursor: answer.cursor, total: answer.totalSize, columns, row };
}

/** The number in a row; NaN where there is none. */
export function numberAt(table: Table, name: string, row: number): number {
  const column = table.columns.get(name);
  return column?.kind === 'number' ? column.values[row] ?? Number.NaN : Number.NaN;
}

/** The value in a row, as a person would write it; undefined where there is none. */
export function valueAt(table: Table, name: string, row: number): number | string | undefined {
  const column = table.columns.get(name);
  if (!column) return undefined;
  if (column.kind === 'number') {
    const value = column.values[row];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }
  return column.words.list[column.values[row] ?? -1];
}

export const textAt = (table: Table, name: string, row: number): string => String(valueAt(table, name, row) ?? '');

/** The names of the columns that begin so, in the order of the feed. */
export function named(table: Table, prefix: string): string[] {
  return [...table.columns.keys()].filter(name => name.startsWith(prefix));
}

/** Rows in the order of a column; what has no value comes last, whichever the direction. Equal rows keep their order. */
export function sorted(table: Table, rows: Uint32Array, name: string, descending: boolean): Uint32Array {
  const column = table.columns.get(name);
  if (!column) return rows;
  let keys: Float64Array | Int32Array = column.values;
  if (column.kind === 'text') {
    const order = column.words.list.map((word, i) => ({ word, i })).sort((a, b) => (a.word < b.word ? -1 : 1));
    const rank = new Int32Array(order.length);
    order.forEach(({ i }, position) => { rank[i] = position; });
    keys = Float64Array.from(column.values, code => (code < 0 ? Number.NaN : rank[code] ?? 0));
  }
  const sign = descending ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const x = keys[a] ?? Number.NaN, y = keys[b] ?? Number.NaN;
    if (Number.isNaN(x)) return Number.isNaN(y) ? a - b : 1;
    if (Number.isNaN(y)) return -1;
    return x === y ? a - b : sign * (x - y);
  });
}

/** All rows in their order. */
export const all = (table: Table): Uint32Array => Uint32Array.from({ length: table.rows }, (_, i) => i);

/** Whether all rows that have a value have the same. */
export function constant(table: Table, name: string): boolean {
  const values = table.columns.get(name)?.values;
  if (!values) return true;
  let seen: number | undefined;
  for (const value of values) {
    if (Number.isNaN(value) || (value === -1 && table.columns.get(name)?.kind === 'text')) continue;
    if (seen === undefined) seen = value;
    else if (seen !== value) return false;
  }
  return true;
}
