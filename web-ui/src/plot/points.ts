import { numberAt, textAt, type Table } from '../trial/columns';
import type { Mark } from './scene';

/** The trials of a plot: parallel lists, one entry a trial. */
export interface Points { numbers: Int32Array; values: Float64Array; states: string[] }

/** Those rows whose number a column has, in the order of the rows. */
export function pointsOf(table: Table, rows: ArrayLike<number>, column = 'objective'): Points {
  const numbers = new Int32Array(rows.length), values = new Float64Array(rows.length), states: string[] = new Array<string>(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    numbers[i] = numberAt(table, 'number', row);
    values[i] = numberAt(table, column, row);
    states[i] = textAt(table, 'state', row);
  }
  return { numbers, values, states };
}

/** Above so many points they are drawn as a density, with the best ones over it. */
export const DENSE = 2000;

/** How full each cell of a grid is, as boxes in eight strengths: one path a strength, whatever the number of points. */
export function density(xs: ArrayLike<number>, ys: ArrayLike<number>, cell: number, ink: string): Mark[] {
  const cells = new Map<number, number>();
  let most = 0;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] ?? Number.NaN, y = ys[i] ?? Number.NaN;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const key = Math.floor(x / cell) * 65_536 + Math.floor(y / cell) + 32_768, n = (cells.get(key) ?? 0) + 1;
    cells.set(key, n);
    if (n > most) most = n;
  }
  const boxes: number[][] = Array.from({ length: 8 }, () => []);
  for (const [key, n] of cells) {
    const column = Math.floor(key / 65_536), line = key - column * 65_536 - 32_768;
    boxes[Math.min(7, Math.floor(Math.sqrt(n / most) * 8))]?.push(column * cell, line * cell, cell, cell);
  }
  return boxes.flatMap((list, level): Mark[] => (list.length ? [{ kind: 'rects', boxes: list, ink, opacity: 0.14 + 0.11 * level, clip: true }] : []));
}

/** The positions of the best so many, best first. */
export function bestOf(values: ArrayLike<number>, maximise: boolean, most: number): number[] {
  const finite: number[] = [];
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) finite.push(i);
  finite.sort((a, b) => (maximise ? 1 : -1) * ((values[b] ?? 0) - (values[a] ?? 0)));
  return finite.slice(0, most);
}
