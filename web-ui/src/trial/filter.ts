import type { Column, Table } from './columns';

/** The filter language of the API, read and applied in the page so that each keystroke answers at once. OR binds tighter than AND. */
export type Filter =
  | { is: 'and' | 'or'; parts: Filter[] }
  | { is: 'not'; part: Filter }
  | { is: 'compare'; field: string; sign: Sign; value: string; quoted: boolean };
export type Sign = '=' | '!=' | '<' | '<=' | '>' | '>=' | ':';

export interface Mistake { at: number; text: string }
export type Parsed = { filter: Filter | undefined; mistake?: undefined } | { mistake: Mistake };

interface Token { kind: 'word' | 'text' | 'sign' | '(' | ')' | '-'; text: string; at: number }

class Wrong extends Error {
  constructor(readonly at: number, message: string) { super(message); }
}

const PATTERN = /\s*(?:(\()|(\))|(!=|<=|>=|=|<|>|:)|"((?:[^"\\]|\\.)*)"|(-(?=[A-Za-z(]))|([^\s()=!<>:"]+))/y;

function tokens(text: string): Token[] {
  const list: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.trimEnd().length) {
    const from = PATTERN.lastIndex;
    const match = PATTERN.exec(text);
    if (!match) throw new Wrong(from, text[from] === '"' ? 'this text has no closing quote' : `cannot read “${text.slice(from).trim().slice(0, 12)}”`);
    const at = from + (match[0].length - match[0].trimStart().length);
    if (match[1]) list.push({ kind: '(', text: '(', at });
    else if (match[2]) list.push({ kind: ')', text: ')', at });
    else if (match[3]) list.push({ kind: 'sign', text: match[3], at });
    else if (match[4] !== undefined) list.push({ kind: 'text', text: match[4].replace(/\\(.)/g, '$1'), at });
    else if (match[5]) list.push({ kind: '-', text: '-', at });
    else list.push({ kind: 'word', text: match[6] ?? '', at });
  }
  return list;
}

/** Reads a filter; an empty one takes every row. A mistake has its place and what was expected. */
export function parse(text: string): Parsed {
  try {
    const list = tokens(text);
    if (list.length === 0) return { filter: undefined };
    const reader = new Reader(list, text.length);
    return { filter: reader.whole() };
  } catch (error) {
    if (error instanceof Wrong) return { mistake: { at: error.at, text: error.message } };
    throw error;
  }
}

const MAX_DEPTH = 50;

class Reader {
  private next = 0;
  private depth = 0;
  constructor(private readonly list: Token[], private readonly end: number) {}

  whole(): Filter {
    const filter = this.all();
    const rest = this.list[this.next];
    if (rest) throw new Wrong(rest.at, `expected AND or OR before “${rest.text}”`);
    return filter;
  }

  private word(text: string): boolean {
    const token = this.list[this.next];
    if (token?.kind !== 'word' || token.text !== text) return false;
    this.next += 1;
    return true;
  }

  private all(): Filter {
    const parts = [this.any()];
    while (this.word('AND') || this.startsTerm()) parts.push(this.any());
    return parts.length === 1 && parts[0] ? parts[0] : { is: 'and', parts };
  }

  /** Two conditions beside each other are joined by AND, as in the API. */
  private startsTerm(): boolean {
    const token = this.list[this.next];
    return token !== undefined && (token.kind === '(' || token.kind === '-' || (token.kind === 'word' && token.text !== 'OR' && token.text !== 'AND'));
  }

  private any(): Filter {
    const parts = [this.term()];
    while (this.word('OR')) parts.push(this.term());
    return parts.length === 1 && parts[0] ? parts[0] : { is: 'or', parts };
  }

  private term(): Filter {
    if (++this.depth > MAX_DEPTH) throw new Wrong(0, `more than ${MAX_DEPTH} levels of parentheses`);
    try {
      const token = this.list[this.next];
      if (this.word('NOT')) return { is: 'not', part: this.term() };
      if (token?.kind === '-') {
        this.next += 1;
        return { is: 'not', part: this.term() };
      }
      if (token?.kind === '(') {
        this.next += 1;
        const inside = this.all();
        if (this.list[this.next]?.kind !== ')') throw new Wrong(this.list[this.next]?.at ?? this.end, 'expected )');
        this.next += 1;
        return inside;
      }
      return this.comparison();
    } finally {
      this.depth -= 1;
    }
  }

  private comparison(): Filter {
    const field = this.list[this.next], sign = this.list[this.next + 1], value = this.list[this.next + 2];
    if (field?.kind !== 'word') throw new Wrong(field?.at ?? this.end, 'expected a field, such as state or params.lr');
    if (sign?.kind !== 'sign') throw new Wrong(sign?.at ?? this.end, `expected = != < <= > >= or : after ${field.text}`);
    let text = value?.text, used = 3;
    if (value?.kind === '-') { text = `-${this.list[this.next + 3]?.text ?? ''}`; used = 4; }
    if (text === undefined || (value?.kind !== 'word' && value?.kind !== 'text' && value?.kind !== '-')) {
      throw new Wrong(value?.at ?? this.end, `expected a value after ${field.text} ${sign.text}`);
    }
    this.next += used;
    return { is: 'compare', field: field.text, sign: sign.text as Sign, value: text, quoted: value.kind === 'text' };
  }
}

type Test = (row: number) => boolean;

const wildcard = (text: string): RegExp =>
  new RegExp(`^${text.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'i');

function compareNumbers(values: Float64Array, sign: Sign, wanted: number): Test {
  const at = (row: number): number => values[row] ?? Number.NaN;
  switch (sign) {
    case '=': case ':': return row => at(row) === wanted;
    case '!=': return row => !Number.isNaN(at(row)) && at(row) !== wanted;
    case '<': return row => at(row) < wanted;
    case '<=': return row => at(row) <= wanted;
    case '>': return row => at(row) > wanted;
    case '>=': return row => at(row) >= wanted;
  }
}

function compareTexts(column: Extract<Column, { kind: 'text' }>, sign: Sign, value: string): Test {
  const pattern = wildcard(value), lower = value.toLowerCase();
  const fits = (word: string): boolean => {
    switch (sign) {
      case '=': return pattern.test(word);
      case '!=': return !pattern.test(word);
      case ':': return word.toLowerCase().includes(lower);
      case '<': return word < value;
      case '<=': return word <= value;
      case '>': return word > value;
      case '>=': return word >= value;
    }
  };
  const takes = column.words.list.map(fits);
  return row => takes[column.values[row] ?? -1] ?? false;
}

function comparison(table: Table, filter: Extract<Filter, { is: 'compare' }>): Test {
  const column = table.columns.get(filter.field);
  const any = filter.value === '*' && filter.sign === ':' && !filter.quoted, none = filter.value === 'null' && !filter.quoted;
  if (!column) return () => none && filter.sign === '=';
  const has: Test = column.kind === 'number'
    ? row => !Number.isNaN(column.values[row] ?? Number.NaN)
    : row => (column.values[row] ?? -1) >= 0;
  if (any || (none && filter.sign === '!=')) return has;
  if (none) return row => !has(row);
  if (column.kind === 'text') return compareTexts(column, filter.sign, filter.value);
  const wanted = filter.field.endsWith('Time') ? Date.parse(filter.value) : Number(filter.value);
  return compareNumbers(column.values, filter.sign, wanted);
}

function test(table: Table, filter: Filter): Test {
  switch (filter.is) {
    case 'and': {
      const parts = filter.parts.map(part => test(table, part));
      return row => parts.every(part => part(row));
    }
    case 'or': {
      const parts = filter.parts.map(part => test(table, part));
      return row => parts.some(part => part(row));
    }
    case 'not': {
      const part = test(table, filter.part);
      return row => !part(row);
    }
    case 'compare': return comparison(table, filter);
  }
}

/** The rows that a filter takes, in the order of the table. Linear in rows times conditions. */
export function apply(table: Table, filter: Filter | undefined): Uint32Array {
  const rows = new Uint32Array(table.rows);
  let n = 0;
  const takes: Test = filter ? test(table, filter) : () => true;
  for (let row = 0; row < table.rows; row++) if (takes(row)) rows[n++] = row;
  return rows.slice(0, n);
}

/** Fields of a filter that the table does not have. */
export function unknownFields(table: Table, filter: Filter | undefined): string[] {
  if (!filter || table.rows === 0) return [];
  switch (filter.is) {
    case 'and': case 'or': return filter.parts.flatMap(part => unknownFields(table, part));
    case 'not': return unknownFields(table, filter.part);
    case 'compare': return table.columns.has(filter.field) ? [] : [filter.field];
  }
}
