import type { ComponentChildren } from 'preact';
import type { Study } from '../api/shapes';
import { Skeleton, Trouble } from '../parts/States';
import { filterText, place, select, selection, setQuery } from '../state/route';
import { filter, reload, rows, study, table, tableFailure, tableReady } from '../state/study';
import { count } from '../words';
import { ContourCard, DurationsCard, EdfCard, FailuresCard, HypervolumeCard, ImportancePlot, RankCard, SliceCards, TerminatorCard } from './AnalysisCards';
import { StudyHead } from './StudyHead';
import { HistoryCard, ParallelCard, ParetoCard } from './StudyPlots';

interface Card { id: string; title: string; of: (s: Study, link: string) => ComponentChildren; when?: (s: Study) => boolean }

const several = (s: Study): boolean => s.objectives.length > 1;
const single = (s: Study): boolean => s.objectives.length === 1;

const CARDS: Card[] = [
  { id: 'history', title: 'History', of: (_, link) => <HistoryCard place="half" link={link} /> },
  { id: 'parallel', title: 'Parameters together', of: (_, link) => <ParallelCard place="half" link={link} /> },
  { id: 'pareto', title: 'Best compromises', of: (s, link) => <ParetoCard s={s} place="half" link={link} />, when: several },
  { id: 'hypervolume', title: 'Hypervolume', of: (s, link) => <HypervolumeCard s={s} link={link} />, when: several },
  { id: 'importance', title: 'What mattered', of: (s, link) => <ImportancePlot s={s} link={link} /> },
  { id: 'contour', title: 'Two parameters', of: (s, link) => <ContourCard s={s} link={link} /> },
  { id: 'slice', title: 'One parameter at a time', of: (s, link) => <SliceCards s={s} link={link} /> },
  { id: 'rank', title: 'Where the good ones are', of: (s, link) => <RankCard s={s} link={link} /> },
  { id: 'edf', title: 'How many are how good', of: (s, link) => <EdfCard s={s} link={link} />, when: single },
  { id: 'terminator', title: 'What is still to gain', of: s => <TerminatorCard s={s} />, when: single },
  { id: 'durations', title: 'How long trials take', of: (s, link) => <DurationsCard s={s} link={link} /> },
  { id: 'failures', title: 'What failed', of: (s, link) => <FailuresCard s={s} link={link} /> },
];

/** Everything that the trials tell, as a page of cards with one filter and one selection. A link shows one card alone. */
export function Analysis() {
  const s = study.value, alone = place.value.query.get('card') ?? '';
  if (!s) return <StudyHead />;
  const cards = CARDS.filter(card => (card.when?.(s) ?? true) && (!alone || card.id === alone));
  const link = (id: string): string => `#/studies/${s.studyId}/analysis?card=${id}${filterText.value ? `&filter=${encodeURIComponent(filterText.value)}` : ''}`;
  return (
    <>
      <StudyHead />
      <Filters alone={alone} />
      {tableFailure.value && !tableReady.value ? <Trouble failure={tableFailure.value} retry={() => void reload()} /> : !tableReady.value ? <Skeleton lines={8} height={400} /> : (
        <div class={`grid ${alone ? 'alone' : ''}`}>{cards.map(card => <Section key={card.id}>{card.of(s, link(card.id))}</Section>)}</div>
      )}
    </>
  );
}

const Section = ({ children }: { children: ComponentChildren }) => <>{children}</>;

function Filters({ alone }: { alone: string }) {
  const read = filter.value, chosen = selection.value.size;
  return (
    <div class="filters">
      <label class="quietlabel">Show <select value={alone} onChange={event => setQuery({ card: event.currentTarget.value })}><option value="">everything</option>{CARDS.map(c => <option key={c.id} value={c.id}>{c.title}</option>)}</select></label>
      <input type="search" class="filter mono" aria-label="Filter" placeholder="filter: params.lr<1e-3 AND state=SUCCEEDED" value={filterText.value} spellcheck={false} autocomplete="off"
        aria-invalid={read.mistake !== undefined} onInput={event => setQuery({ filter: event.currentTarget.value })} />
      <span class={read.mistake ? 'wrong' : 'sub'} role="status">{read.mistake ? read.mistake.text : `${count(rows.value.length)} of ${count(table.value.rows)} trials`}</span>
      {filterText.value ? <span class="sub">The filter acts on what is drawn trial by trial; what a model learnt is of all trials.</span> : null}
      {chosen ? <button onClick={() => select([])}>{chosen} selected: none</button> : null}
    </div>
  );
}
