import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { call, study as path, type Options } from '../api/client';
import type { Operations } from '../api/generated';
import { finite, type Study } from '../api/shapes';
import { Plot } from '../parts/Plot';
import { Loaded } from '../parts/States';
import { paramsOf } from '../plot/axes';
import { histogram, shares, strengths } from '../plot/bars';
import { interesting, padded } from '../plot/scale';
import type { Size } from '../plot/scene';
import { contour, rank, slice } from '../plot/slices';
import { steps } from '../plot/steps';
import { useResource, type Resource } from '../state/resource';
import { selection } from '../state/route';
import { maximise, metric, rows, table } from '../state/study';
import { numberAt, valueAt } from '../trial/columns';
import { count, duration, kindWords, plural, show } from '../words';

interface Props { s: Study; link: string }

/** An analysis of the server, loaded again when trials end, at most every few seconds. */
function useAnalysis<K extends keyof Operations>(operation: K, s: Study, name: string, query: Options['query'] = {}): Resource<Operations[K]['answer']> {
  return useResource(`${name} ${s.studyId} ${JSON.stringify(query)}`, signal => call(operation, `${path(s.studyId)}/analysis/${name}`, { query, signal, timeoutMs: 60_000 }), { on: ['trials'], everyMs: 6000 });
}

/** The card's frame while its data is not there. */
function Waiting<T>({ of, title, place }: { of: Resource<T>; title: string; place: string }) {
  return <section class={`card ${place}`}><h2>{title}</h2><Loaded of={of} height={236} lines={6}>{() => null}</Loaded></section>;
}

const href = (s: Study) => (n: number): string => `#/studies/${s.studyId}/trials/${n}`;

export function ImportancePlot({ s, link }: Props) {
  const told = useAnalysis('analyseImportance', s, 'importance'), by = useSignal<'total' | 'main' | 'permutation'>('total'), value = told.data.value, which = by.value;
  const list = useMemo(() => (value?.importance ?? []).map(p => ({ name: p.parameter, value: finite(p[which]) })).sort((a, b) => b.value - a.value).slice(0, 16), [value, which]);
  const scene = useMemo(() => (size: Size) => strengths(list, size), [list]);
  if (!value) return <Waiting of={told} title="What mattered" place="half" />;
  const pairs = [...value.interactions].sort((a, b) => finite(b.share) - finite(a.share)).filter(i => finite(i.share) >= 0.01).slice(0, 3);
  return (
    <Plot title="What mattered" note={`${count(value.learntFrom)} trials`} place="half" link={link} scene={scene} summary={list[0] ? `${list[0].name} mattered most.` : 'Nothing is known yet.'}
      rows={() => ({ head: ['parameter', 'main', 'total', 'permutation'], rows: value.importance.map(p => [p.parameter, finite(p.main), finite(p.total), finite(p.permutation)]) })}
      legend={<label>share of <select value={which} onChange={e => { by.value = e.currentTarget.value as typeof which; }}><option value="total">variance, with others</option><option value="main">variance, alone</option><option value="permutation">what shuffling it costs</option></select></label>}>
      <p class="sub">{finite(value.quality) < 0.3 ? `The trials tell little about this yet (fit ${show(value.quality, 2)}). ` : ''}{pairs.length ? `Together: ${pairs.map(p => `${p.first} × ${p.second} ${finite(p.share).toFixed(2)}`).join(', ')}.` : ''}</p>
    </Plot>
  );
}

export function SliceCards({ s, link }: Props) {
  const told = useAnalysis('analyseSlices', s, 'slice'), value = told.data.value, t = table.value, of = rows.value;
  const ys = useMemo(() => Float64Array.from(of, row => numberAt(t, 'objective', row)), [t, of]), numbers = useMemo(() => Array.from(of, row => numberAt(t, 'number', row)), [t, of]);
  const up = maximise.value, yRange = useMemo(() => padded(interesting(ys, up) ?? [0, 1], 0.06), [ys, up]), params = useMemo(() => paramsOf(s.spec), [s.uid]);
  if (!value) return <Waiting of={told} title="One parameter at a time" place="full" />;
  return <>{value.slices.map(one => <SliceCard key={one.parameter} s={s} link={link} one={one} ys={ys} numbers={numbers} yRange={yRange} param={params.find(p => p.name === one.parameter)} />)}</>;
}

type SliceOf = Operations['analyseSlices']['answer']['slices'][number];

function SliceCard({ s, link, one, ys, numbers, yRange, param }: Props & { one: SliceOf; ys: Float64Array; numbers: number[]; yRange: [number, number]; param: ReturnType<typeof paramsOf>[number] | undefined }) {
  const t = table.value, of = rows.value, chosen = selection.value, name = metric.value;
  const xs = useMemo(() => Array.from(of, row => valueAt(t, `params.${one.parameter}`, row)), [t, of, one.parameter]);
  const scene = useMemo(() => (size: Size) => slice({ slice: one, param, xs, ys, numbers, selected: chosen, yRange, metric: name }, size), [one, param, xs, ys, numbers, chosen, yRange, name]);
  return (
    <Plot title={`${name} by ${one.parameter}`} place="third" height={190} link={link} scene={scene} trialHref={href(s)} summary={`${name} along ${one.parameter}, averaged over all others.`} legend={<><i class="line series-2" />model</>}
      rows={() => ({ head: [one.parameter, 'mean', 'deviation'], rows: one.value.map((v, i) => [typeof v === 'number' ? v : String(v), finite(one.mean[i]), finite(one.deviation[i])]) })} />
  );
}

function Pair({ s, x, y, onX, onY }: { s: Study; x: string; y: string; onX: (v: string) => void; onY: (v: string) => void }) {
  const names = paramsOf(s.spec).map(p => p.name), pick = (label: string, value: string, on: (v: string) => void) => <label>{label} <select value={value} onChange={e => on(e.currentTarget.value)}>{names.map(n => <option key={n}>{n}</option>)}</select></label>;
  return <>{pick('across', x, onX)}{pick('up', y, onY)}</>;
}

export function ContourCard({ s, link }: Props) {
  const x = useSignal(''), y = useSignal(''), told = useAnalysis('analyseContour', s, 'contour', { x: x.value || undefined, y: y.value || undefined });
  const value = told.data.value, up = maximise.value, name = metric.value, params = useMemo(() => paramsOf(s.spec), [s.uid]);
  const scene = useMemo(() => (size: Size) => (value
    ? contour({ ...value, maximise: up, metric: name, xLog: params.find(p => p.name === value.x)?.log ?? false, yLog: params.find(p => p.name === value.y)?.log ?? false }, size)
    : { ...size, marks: [], targets: [] }), [value, up, name, params]);
  if (!value) return <Waiting of={told} title="Two parameters" place="half" />;
  return (
    <Plot title="Two parameters" place="half" link={link} scene={scene} summary={`${name} over ${value.x} and ${value.y}, by a model of ${count(value.trials)} trials; the darker the better.`}
      legend={<><Pair s={s} x={value.x} y={value.y} onX={v => { x.value = v; y.value = value.y === v ? value.x : value.y; }} onY={v => { y.value = v; x.value = value.x === v ? value.y : value.x; }} /><i class="ramp" />better</>}
      rows={() => ({ head: [value.x, value.y, name], rows: value.means.flatMap((row, j) => row.map((m, i) => [String(value.xValues[i]), String(value.yValues[j]), finite(m)])) })} />
  );
}

export function RankCard({ s, link }: Props) {
  const told = useAnalysis('rankTrials', s, 'rank'), value = told.data.value, params = useMemo(() => paramsOf(s.spec), [s.uid]), x = useSignal(params[0]?.name ?? ''), y = useSignal(params[1]?.name ?? params[0]?.name ?? '');
  const chosen = selection.value, px = params.find(p => p.name === x.value), py = params.find(p => p.name === y.value);
  const scene = useMemo(() => (size: Size) => (value && px && py
    ? rank({ x: px, y: py, xs: value.params[px.name] ?? [], ys: value.params[py.name] ?? [], numbers: value.number, ranks: value.rank, values: value.value, metric: value.metric, selected: chosen }, size)
    : { ...size, marks: [], targets: [] }), [value, px, py, chosen]);
  if (!value) return <Waiting of={told} title="Where the good ones are" place="half" />;
  return (
    <Plot title="Where the good ones are" place="half" link={link} scene={scene} trialHref={href(s)} summary={`${count(value.number.length)} trials at two of their parameters; the darker the better.`}
      legend={<><Pair s={s} x={x.value} y={y.value} onX={v => { x.value = v; }} onY={v => { y.value = v; }} /><i class="ramp" />better</>}
      rows={() => ({ head: ['trial', value.metric, 'rank', ...Object.keys(value.params)], rows: value.number.map((n, i) => [n, finite(value.value[i]), value.rank[i] ?? NaN, ...Object.values(value.params).map(column => String(column[i] ?? ''))]) })} />
  );
}

export function EdfCard({ s, link }: Props) {
  const told = useAnalysis('analyseDistribution', s, 'edf'), value = told.data.value;
  const input = useMemo(() => ({ lines: [{ name: s.studyId, x: value?.value.map(finite) ?? [], y: value?.share.map(finite) ?? [], ink: 'series-1' }], xTitle: value?.metric ?? '', percent: true }), [value]);
  const scene = useMemo(() => (size: Size) => steps(input, size), [input]);
  if (!value) return <Waiting of={told} title="How many are how good" place="half" />;
  return <Plot title="How many are how good" place="half" link={link} scene={scene} legend={`share of trials with at most this ${value.metric}`} summary={`The distribution of ${count(value.trials)} trials.`} rows={() => ({ head: [value.metric, 'share'], rows: value.value.map((v, i) => [finite(v), finite(value.share[i])]) })} />;
}

export function HypervolumeCard({ s, link }: Props) {
  const told = useAnalysis('analyseHypervolume', s, 'hypervolume'), value = told.data.value;
  const input = useMemo(() => ({ lines: [{ name: 'volume', x: value?.ended ?? [], y: value?.volume.map(finite) ?? [], ink: 'gold' }], xTitle: 'ended trials', from: 0 }), [value]);
  const scene = useMemo(() => (size: Size) => steps(input, size), [input]);
  if (!value) return <Waiting of={told} title="Hypervolume" place="half" />;
  return <Plot title="Hypervolume" place="half" link={link} scene={scene} legend={`behind the best compromises${value.approximate ? ', about' : ''}`} summary={`It is ${show(finite(value.volume[value.volume.length - 1]))} after ${count(value.trials)} trials.`} rows={() => ({ head: ['ended', 'volume'], rows: value.ended.map((n, i) => [n, finite(value.volume[i])]) })} />;
}

export function DurationsCard({ s, link }: Props) {
  const told = useAnalysis('analyseDurations', s, 'durations'), value = told.data.value;
  const scene = useMemo(() => (size: Size) => histogram({ from: value?.from.map(finite) ?? [], to: value?.to.map(finite) ?? [], counts: value?.count ?? [], title: 'seconds', say: (a, b, n) => `${plural(n, 'trial')} took ${duration(a)} to ${duration(b)}` }, size), [value]);
  if (!value) return <Waiting of={told} title="How long trials take" place="half" />;
  const words = value.median === undefined ? '' : `half take at most ${duration(value.median)}, 95 % at most ${duration(value.p95 ?? 0)}, all together ${duration(value.sum ?? 0)}`;
  return <Plot title="How long trials take" place="half" link={link} scene={scene} legend={words} summary={`${count(value.trials)} trials: ${words}.`} rows={() => ({ head: ['from', 'to', 'trials'], rows: value.count.map((n, i) => [finite(value.from[i]), finite(value.to[i]), n]) })} />;
}

export function FailuresCard({ s, link }: Props) {
  const told = useAnalysis('analyseFailures', s, 'failures'), value = told.data.value;
  const list = useMemo(() => (value?.parameters ?? []).flatMap(p => p.values.map(v => ({ group: p.name, value: v.value, part: v.failed, whole: v.trials }))), [value]);
  const scene = useMemo(() => (size: Size) => shares(list, size), [list]);
  if (!value) return <Waiting of={told} title="What failed" place="half" />;
  if (value.kinds.length === 0) return <section class="card half"><h2>What failed</h2><p class="sub">No trial of {count(value.trials)} failed.</p></section>;
  const kinds = <ul class="kinds">{value.kinds.map(k => <li key={k.kind}><b>{kindWords(k.kind)} ({count(k.count)})</b> {k.reason} {k.trials.slice(0, 5).map(n => <a key={n} href={href(s)(n)}>#{n} </a>)}</li>)}</ul>;
  return (
    <Plot title="What failed" place="half" link={link} height={Math.max(60, Math.min(420, (list.length + 3) * 20))} scene={scene} summary={`${value.kinds.map(k => `${kindWords(k.kind)} ${k.count}`).join(', ')}.`} legend="share that failed, by value"
      rows={() => ({ head: ['parameter', 'value', 'failed', 'trials'], rows: list.map(l => [l.group, l.value, l.part, l.whole]) })}>{kinds}</Plot>
  );
}

export function TerminatorCard({ s }: { s: Study }) {
  const told = useAnalysis('analyseTerminator', s, 'terminator'), name = metric.value;
  return (
    <section class="card half">
      <h2>What is still to gain</h2>
      <Loaded of={told} lines={3}>
        {v => (
          <>
            <p>In the next {plural(v.horizon, 'trial')} {name} is expected to improve by <b>{show(v.expected, 3)}</b>, at most by about {show(v.upper, 3)}.</p>
            <p class="sub">{v.noise === undefined ? '' : `Between two runs of the same point it differs by about ${show(v.noise, 3)}. `}The best has stood for {plural(v.judged - v.lastImprovement, 'trial')} of {count(v.judged)}.</p>
          </>
        )}
      </Loaded>
    </section>
  );
}
