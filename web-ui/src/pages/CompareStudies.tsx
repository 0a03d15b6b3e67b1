import { useMemo } from 'preact/hooks';
import { call } from '../api/client';
import { finite } from '../api/shapes';
import { Dialog } from '../parts/Dialog';
import { Plot } from '../parts/Plot';
import { Loaded } from '../parts/States';
import { steps } from '../plot/steps';
import { useResource } from '../state/resource';

const SERIES = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'];

/** Which search finds good trials more often: the distributions of several studies in one picture. */
export function CompareStudies({ names, onClose }: { names: string[]; onClose: () => void }) {
  const told = useResource(`edf ${names.join()}`, signal => call('compareDistributions', 'analysis/edf', { query: { studies: names.slice(0, 20).join(',') }, signal }));
  return (
    <Dialog title="Compare studies" wide onClose={onClose}>
      <Loaded of={told} height={320}>{value => <Picture studies={value.studies.map((s, i) => ({ name: s.studyId, metric: s.metric, ink: SERIES[i] ?? 'ink-3', x: s.value.map(finite), y: s.share.map(finite) }))} />}</Loaded>
    </Dialog>
  );
}

function Picture({ studies }: { studies: { name: string; metric: string; ink: string; x: number[]; y: number[] }[] }) {
  const scene = useMemo(() => (size: { width: number; height: number }) => steps({ lines: studies.map(s => ({ name: s.name, x: s.x, y: s.y, ink: s.ink })), xTitle: studies[0]?.metric ?? '', percent: true }, size), [studies]);
  const different = new Set(studies.map(s => s.metric)).size > 1;
  return (
    <>
      {different ? <p class="notice calm">These studies have different objectives: {studies.map(s => `${s.name} ${s.metric}`).join(', ')}.</p> : null}
      <Plot title="Share of trials at most so good" scene={scene} height={340} summary={`${studies.length} studies.`} legend={studies.map(s => <span key={s.name}><i class={`line ${s.ink}`} />{s.name}</span>)}
        rows={() => ({ head: ['study', 'value', 'share'], rows: studies.flatMap(s => s.x.map((v, i) => [s.name, v, s.y[i] ?? NaN])) })} />
    </>
  );
}
