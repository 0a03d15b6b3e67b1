import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { call, study as path } from '../api/client';
import { finite, type Comparison } from '../api/shapes';
import { Dialog } from '../parts/Dialog';
import { Plot } from '../parts/Plot';
import { Loaded, StateMark } from '../parts/States';
import { curves } from '../plot/curves';
import { useResource } from '../state/resource';
import { maximise, metricNames, study } from '../state/study';
import { duration, show } from '../words';

const INKS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'];
const MOST = 12;

/** Trials beside each other: what differs first, and their curves in one picture. */
export function Compare({ name, numbers, onClose }: { name: string; numbers: number[]; onClose: () => void }) {
  const list = [...numbers].sort((a, b) => a - b).slice(0, MOST), metrics = study.value ? metricNames(study.value) : [];
  const metric = useSignal(metrics[0] ?? ''), all = useSignal(false);
  const told = useResource(`compare ${list.join()} ${metric.value}`, signal => call('compareTrials', `${path(name)}/trials:compare`, { query: { trials: list.join(','), metrics: metric.value }, signal }), { on: ['trials'], everyMs: 2000 });
  return (
    <Dialog title={`Compare ${list.length} trials`} side onClose={onClose}>
      {numbers.length > MOST ? <p class="sub">The first {MOST} of {numbers.length} selected.</p> : null}
      <Loaded of={told} lines={12}>
        {value => (
          <>
            <Table name={name} value={value} all={all.value} />
            <label class="check"><input type="checkbox" checked={all.value} onChange={event => { all.value = event.currentTarget.checked; }} /> also what is the same</label>
            {metrics.length > 1 ? <label class="quietlabel">Curves of <select value={metric.value} onChange={event => { metric.value = event.currentTarget.value; }}>{metrics.map(m => <option key={m}>{m}</option>)}</select></label> : null}
            <Overlay value={value} metric={metric.value} />
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

const swatch = (i: number) => <i class={`line ${INKS[i] ?? 'ink-3'}`} aria-hidden="true" />;

function Table({ name, value, all }: { name: string; value: Comparison; all: boolean }) {
  const some = (of: Comparison['parameters']): Comparison['parameters'] => of.filter(one => all || one.differs);
  const row = (one: Comparison['parameters'][number]) => (
    <tr key={one.name} class={one.differs ? 'differs' : ''}><th scope="row" class="mono">{one.name}</th>{one.values.map((v, i) => <td key={i} class="number mono">{v === null ? '' : show(v, 5)}</td>)}</tr>
  );
  const parameters = some(value.parameters), metrics = some(value.metrics);
  return (
    <div class="scroll tall" tabIndex={0} role="region" aria-label="Side by side">
      <table class="plain compare">
        <thead><tr><th />{value.trials.map((t, i) => <th key={t.number} scope="col" class="number"><span class="legend">{swatch(i)}<a href={`#/studies/${name}/trials/${t.number}`}>#{t.number}</a></span></th>)}</tr></thead>
        <tbody>
          <tr><th scope="row">state</th>{value.trials.map(t => <td key={t.number} class="number"><StateMark state={t.state} /></td>)}</tr>
          <tr><th scope="row">took</th>{value.trials.map(t => <td key={t.number} class="number">{t.durationSeconds === undefined ? '–' : duration(t.durationSeconds)}</td>)}</tr>
          {parameters.length ? <tr class="part"><th colSpan={value.trials.length + 1}>Parameters</th></tr> : null}
          {parameters.map(row)}
          {metrics.length ? <tr class="part"><th colSpan={value.trials.length + 1}>Metrics</th></tr> : null}
          {metrics.map(row)}
        </tbody>
      </table>
    </div>
  );
}

function Overlay({ value, metric }: { value: Comparison; metric: string }) {
  const up = maximise.value;
  const input = useMemo(() => ({
    curves: value.curves.map(c => ({ trial: c.trial, steps: c.step, values: c.value.map(finite), ink: INKS[value.trials.findIndex(t => t.number === c.trial)] ?? 'ink-3' })),
    best: 0, metric, maximise: up, selected: new Set<number>(),
  }), [value, metric, up]);
  const scene = useMemo(() => (size: { width: number; height: number }) => curves(input, size), [input]);
  return (
    <Plot title={`${metric} by step`} place="full" height={280} scene={scene} summary={`${input.curves.length} curves.`} legend={value.trials.map((t, i) => <span key={t.number}>{swatch(i)}#{t.number}</span>)}
      rows={() => ({ head: ['trial', 'step', metric], rows: input.curves.flatMap(c => c.steps.map((step, i) => [c.trial, step, c.values[i] ?? NaN])) })} />
  );
}
