import { useMemo } from 'preact/hooks';
import { call, study as path } from '../api/client';
import type { Curves, Study } from '../api/shapes';
import { finite } from '../api/shapes';
import { Plot, type Rows } from '../parts/Plot';
import { Loaded } from '../parts/States';
import { paramsOf } from '../plot/axes';
import { curves, type Curve } from '../plot/curves';
import { history, historyWords } from '../plot/history';
import { parallel, positions, type ParallelInput } from '../plot/parallel';
import { pareto, paretoWords } from '../plot/pareto';
import { pointsOf } from '../plot/points';
import { bars, timeline } from '../plot/timeline';
import { now } from '../state/now';
import { useResource } from '../state/resource';
import { selection } from '../state/route';
import { maximise, metric, rows, study, table } from '../state/study';
import { numberAt, valueAt } from '../trial/columns';
import { count, duration, show } from '../words';

const trialHref = (trial: number): string => `#/studies/${study.value?.studyId ?? ''}/trials/${trial}`;

export function HistoryCard({ place, link }: { place: string; link?: string }) {
  const t = table.value, of = rows.value, chosen = selection.value, name = metric.value, up = maximise.value;
  const input = useMemo(() => ({ points: pointsOf(t, of), metric: name, maximise: up, selected: chosen }), [t, of, chosen, name, up]);
  const scene = useMemo(() => (size: { width: number; height: number }) => history(input, size), [input]);
  const asRows = (): Rows => ({ head: ['trial', name, 'state'], rows: Array.from(input.points.numbers, (n, i) => [n, input.points.values[i] ?? NaN, input.points.states[i] ?? '']) });
  return (
    <Plot title="History" place={place} scene={scene} summary={historyWords(input)} rows={asRows} trialHref={trialHref} {...(link ? { link } : {})}
      legend={<><i class="dot ok" />finished<i class="dot cut" />stopped early<i class="cross bad" />failed<i class="line" />best so far</>} />
  );
}

export function ImportanceCard({ name }: { name: string }) {
  const importance = useResource(`importance ${name}`, signal => call('analyseImportance', `${path(name)}/analysis/importance`, { signal, timeoutMs: 60_000 }), { on: ['trials'], everyMs: 8000 });
  const value = importance.data.value;
  return (
    <section class="card">
      <h2>What mattered {value ? <small>random forest, {count(value.learntFrom)} trials</small> : null}</h2>
      <Loaded of={importance} lines={6} height={180}>
        {told => {
          const list = [...told.importance].sort((a, b) => finite(b.total) - finite(a.total)).slice(0, 9), most = Math.max(...list.map(p => finite(p.total)), 1e-9);
          return (
            <>
              <div>{list.map(p => <div class="meter" key={p.parameter}><span title={p.parameter}>{p.parameter}</span><u><i style={{ width: `${Math.max(0, (finite(p.total) / most) * 100)}%` }} /></u><b>{finite(p.total).toFixed(2)}</b></div>)}</div>
              {finite(told.quality) < 0.3 ? <p class="sub">The trials tell little about this yet (fit {show(told.quality, 2)}).</p> : null}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

const curvesOf = (told: Curves): Curve[] => told.curves.map(c => ({ trial: c.trial, steps: c.step, values: c.value.map(finite) }));

/** The eight best, those that run now, and the middle half of the last hundred as a band. */
export function CurvesCard({ s }: { s: Study }) {
  const base = `${path(s.studyId)}/metrics`;
  const best = useResource(`best ${s.studyId}`, signal => call('getStudyCurves', base, { query: { trials: 'best:8' }, signal }), { on: ['trials'], everyMs: 3000 });
  const live = useResource(`live ${s.studyId}`, signal => call('getStudyCurves', base, { query: { trials: 'running' }, signal }), { on: ['trials'], everyMs: 1500 });
  const t = table.value, ready = t.rows > 0;
  const rest = useResource(`rest ${s.studyId} ${ready}`, signal => {
    const numbers = Array.from({ length: t.rows }, (_, i) => numberAt(t, 'number', i)).slice(-100).join(',');
    return numbers ? call('getStudyCurves', base, { query: { trials: numbers, maxPoints: 60 }, signal }) : Promise.resolve(undefined);
  }, { on: ['trials'], everyMs: 15_000 });
  const chosen = selection.value, top = s.best?.trial ?? 0, told = best.data.value, running = live.data.value, others = rest.data.value, up = maximise.value;
  const input = useMemo(() => {
    const first = told ? curvesOf(told) : [], known = new Set(first.map(c => c.trial));
    const moving = running ? curvesOf(running).filter(c => !known.has(c.trial)).map(c => ({ ...c, live: true })) : [];
    return { curves: [...first, ...moving], band: others ? curvesOf(others) : [], best: top, metric: told?.metric ?? '', maximise: up, selected: chosen };
  }, [told, running, others, top, up, chosen]);
  const scene = useMemo(() => (size: { width: number; height: number }) => curves(input, size), [input]);
  return (
    <Plot title="Learning curves" place="half" height={220} scene={scene} trialHref={trialHref}
      summary={input.curves.length ? `${input.curves.length} curves of ${input.metric}.` : 'No trial has reported a curve yet.'}
      rows={() => ({ head: ['trial', 'step', input.metric], rows: input.curves.flatMap(c => Array.from(c.steps, (step, i) => [c.trial, step, c.values[i] ?? NaN])) })}
      legend={<><i class="line" />best<i class="line best" />best 8<i class="line dashed" />running<i class="band" />middle half of the rest</>} />
  );
}

export function ParallelCard({ place, link, height }: { place: string; link?: string; height?: number }) {
  const t = table.value, of = rows.value, chosen = selection.value, s = study.value, name = metric.value, up = maximise.value;
  const input = useMemo((): ParallelInput => {
    const params = paramsOf(s?.spec).slice(0, 14);
    const columns = params.map(p => positions(p, Array.from(of, row => valueAt(t, `params.${p.name}`, row))));
    return { params, positions: columns, numbers: Array.from(of, row => numberAt(t, 'number', row)), values: Float64Array.from(of, row => numberAt(t, 'objective', row)), metric: name, maximise: up, selected: chosen };
  }, [t, of, chosen, s?.uid, name, up]);
  const scene = useMemo(() => (size: { width: number; height: number }) => parallel(input, size), [input]);
  return (
    <Plot title="Parameters together" place={place} height={height ?? 220} scene={scene} trialHref={trialHref} {...(link ? { link } : {})}
      summary={`${input.params.length} parameters of ${count(of.length)} trials; the colour tells ${name}.`}
      rows={() => ({ head: ['trial', ...input.params.map(p => p.name), name], rows: Array.from(of, row => [numberAt(t, 'number', row), ...input.params.map(p => valueAt(t, `params.${p.name}`, row) ?? ''), valueAt(t, 'objective', row) ?? '']) })}
      legend={<>colour = {name}<i class="ramp" /><i class="line" />best</>} />
  );
}

/** The window of the devices' picture: long enough for what happened, at most six hours. */
export function windowMs(first: number, last: number): number {
  const steps = [1, 5, 15, 30, 60, 180, 360].map(m => m * 60_000);
  return steps.find(step => last - first <= step) ?? 360 * 60_000;
}

export function DevicesCard({ s }: { s: Study }) {
  const told = useResource(`timeline ${s.studyId}`, signal => call('showTimeline', `${path(s.studyId)}/analysis/timeline`, { query: { limit: 1000 }, signal }), { on: ['trials'], everyMs: 2000 });
  const value = told.data.value, until = s.endTime ? Date.parse(s.endTime) : now.value;
  const input = useMemo(() => {
    const firsts = (value?.attempts ?? []).map(a => Date.parse(a.startTime ?? a.createTime)), wide = windowMs(Math.min(until, ...firsts), until);
    return { list: value ? bars(value, until - wide, until) : [], from: until - wide, until, wide };
  }, [value, until]);
  const scene = useMemo(() => (size: { width: number; height: number }) => timeline(input.list, input.from, input.until, size), [input]);
  const word = input.wide >= 7_200_000 ? `${input.wide / 3_600_000} hours` : input.wide === 60_000 ? 'minute' : `${input.wide / 60_000} minutes`;
  return (
    <Plot title={`Who ran where, last ${word}`} place="half" height={220} scene={scene} trialHref={trialHref} legend="one bar a trial, colour = how it ended"
      summary={input.list.length ? `${input.list.length} bars on ${new Set(input.list.map(b => b.lane)).size} lanes.` : 'Nothing ran on the nodes in this time.'}
      rows={() => ({ head: ['lane', 'trial', 'attempt', 'state', 'seconds'], rows: input.list.map(b => [b.lane, b.trial, b.attempt, b.state, Math.round((b.to - b.from) / 100) / 10]) })}>
      {told.failure.value && !value ? <Loaded of={told}>{() => null}</Loaded> : null}
      {value && input.list.length === 0 ? <p class="sub">Nothing of this study ran on a node in this time{value.attempts.length ? ` (the last one took ${duration(input.wide / 1000)} or longer ago)` : ''}.</p> : null}
    </Plot>
  );
}

export function ParetoCard({ s, place = 'wide', link }: { s: Study; place?: string; link?: string }) {
  const front = useResource(`pareto ${s.studyId}`, signal => call('analysePareto', `${path(s.studyId)}/analysis/pareto`, { signal }), { on: ['trials'], everyMs: 4000 });
  const t = table.value, of = rows.value, value = front.data.value, chosen = selection.value;
  const input = useMemo(() => {
    const [a, b] = s.objectives, read = (m: string | undefined): Float64Array => Float64Array.from(of, row => numberAt(t, `metrics.${m ?? ''}`, row));
    return {
      x: { name: a?.metric ?? '', maximise: a?.goal === 'MAXIMIZE', values: read(a?.metric) }, y: { name: b?.metric ?? '', maximise: b?.goal === 'MAXIMIZE', values: read(b?.metric) },
      numbers: Array.from(of, row => numberAt(t, 'number', row)), front: new Set(value?.front.map(f => f.number) ?? []), selected: chosen,
    };
  }, [t, of, value, chosen, s.uid]);
  const scene = useMemo(() => (size: { width: number; height: number }) => pareto(input, size), [input]);
  return (
    <Plot title="Best compromises" place={place} scene={scene} summary={paretoWords(input)} trialHref={trialHref} {...(link ? { link } : {})}
      rows={() => ({ head: ['trial', input.x.name, input.y.name, 'on the front'], rows: input.numbers.map((n, i) => [n, input.x.values[i] ?? NaN, input.y.values[i] ?? NaN, input.front.has(n) ? 'yes' : '']) })}
      legend={<><i class="dot gold" />nothing is better in both<i class="dot ok" />the others</>}>
      {front.failure.value && !value ? <Loaded of={front}>{() => null}</Loaded> : null}
    </Plot>
  );
}
