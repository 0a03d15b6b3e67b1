import { record } from '../state/study';
import { show } from '../words';

/** A parameter as an axis of a plot, by the spec. */
export interface Param {
  name: string;
  /** Values in their order, of categorical, ordinal and boolean parameters. */
  values?: string[];
  min: number;
  max: number;
  log: boolean;
}

/** The parameters that a study varies; constants are left out. */
export function paramsOf(spec: Record<string, unknown> | undefined): Param[] {
  const list: Param[] = [];
  for (const [name, value] of Object.entries(record(spec?.['parameters']))) {
    const domain = record(value);
    const type = domain['type'];
    if (Array.isArray(domain['values'])) list.push({ name, values: domain['values'].map(String), min: 0, max: domain['values'].length - 1, log: false });
    else if (type === 'boolean' || type === 'bool') list.push({ name, values: ['false', 'true'], min: 0, max: 1, log: false });
    else if (typeof domain['min'] === 'number' && typeof domain['max'] === 'number') {
      list.push({ name, min: domain['min'], max: domain['max'], log: domain['scale'] === 'log' && domain['min'] > 0 });
    }
  }
  return list;
}

/** A value on an axis, from 0 to 1; NaN where the parameter is not active. */
export function position(param: Param, value: number | string | undefined): number {
  if (value === undefined) return Number.NaN;
  if (param.values) {
    const i = param.values.indexOf(typeof value === 'number' ? String(value) : value);
    const at = i >= 0 ? i : param.values.findIndex(v => Number(v) === Number(value));
    return at < 0 ? Number.NaN : param.values.length < 2 ? 0.5 : at / (param.values.length - 1);
  }
  const v = Number(value);
  if (param.log) return Math.log(v / param.min) / Math.log(param.max / param.min);
  return (v - param.min) / (param.max - param.min || 1);
}

export const ends = (param: Param): [string, string] =>
  param.values ? [param.values[0] ?? '', param.values[param.values.length - 1] ?? ''] : [show(param.min, 3), show(param.max, 3)];
