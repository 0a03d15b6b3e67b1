import type { Study as StudyView, Trial } from '../api';
import { duration, look, show } from '../numbers';
import { history } from '../plot/history';
import { study, trials } from '../state';

const WIDTH = 720, HEIGHT = 240;

export function Study() {
  const s = study.value;
  if (!s) return <p class="sub">Reading the study …</p>;
  const objective = s.objectives[0];
  const metric = objective?.metric ?? '', maximise = objective?.goal.toLowerCase() === 'maximize';
  const state = look(s.state);
  return (
    <>
      <div>
        <h1>{s.studyId} <span class={`state ${state.tone}`}>{state.symbol} {state.word}</span></h1>
        <p class="sub">{maximise ? 'maximise' : 'minimise'} <code>{metric}</code></p>
        <Progress s={s} />
        {s.reason && s.state === 'FAILED' ? <p class="notice">{s.reason}</p> : null}
      </div>
      <div class="two">
        <section class="card">
          <h2>Best trial</h2>
          {s.best ? (
            <>
              <p class="figure">{show(s.best.metrics[metric])} <small>{metric}</small></p>
              <p class="sub">Trial #{s.best.trial}</p>
              <dl>{Object.entries(s.best.parameters).map(([k, v]) => <><dt>{k}</dt><dd>{show(v)}</dd></>)}</dl>
            </>
          ) : <p class="sub">No trial has reported {metric} yet.</p>}
        </section>
        <History list={trials.value} metric={metric} maximise={maximise} />
      </div>
      <Trials list={trials.value} metric={metric} best={s.best?.trial} />
    </>
  );
}

function Progress({ s }: { s: StudyView }) {
  const count = (name: string) => s.trials[name] ?? 0;
  const total = Math.max(s.maxTrials ?? 0, count('total'), 1);
  const part = (tone: string, n: number) => <i class={tone} style={{ width: `${(100 * n) / total}%` }} />;
  return (
    <>
      <div class="bar" role="img" aria-label={`${count('succeeded')} finished, ${count('pruned')} stopped early, ${count('failed')} failed, ${count('running')} running`}>
        {part('ok', count('succeeded'))}{part('cut', count('pruned'))}{part('bad', count('failed'))}{part('run', count('running'))}
      </div>
      <p class="sub">
        {count('total')} of {total} trials · ● {count('succeeded')} finished · ◇ {count('pruned')} stopped early · × {count('failed')} failed · ◐ {count('running')} running
      </p>
    </>
  );
}

function History({ list, metric, maximise }: { list: Trial[]; metric: string; maximise: boolean }) {
  const h = history(list, metric, maximise, WIDTH, HEIGHT, v => show(v, 3));
  return (
    <figure class="card">
      <h2>How good was each trial? <span class="legend">● finished ◇ stopped early — best so far</span></h2>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${metric} by trial`}>
        {h.ticks.map(t => <><line class="axis" x1="44" x2={WIDTH - 8} y1={t.y} y2={t.y} /><text x="38" y={t.y + 4} text-anchor="end">{t.text}</text></>)}
        <path class="best" d={h.best} />
        {h.dots.map(d => <circle key={d.trial} class={d.top ? 'top' : d.pruned ? 'cut' : 'ok'} cx={d.x} cy={d.y} r={d.top ? 4.5 : 3}><title>{`#${d.trial}: ${show(d.value)}`}</title></circle>)}
        <text x={WIDTH / 2} y={HEIGHT - 4} text-anchor="middle">trial</text>
      </svg>
    </figure>
  );
}

function Trials({ list, metric, best }: { list: Trial[]; metric: string; best: number | undefined }) {
  const columns = [...new Set(list.flatMap(t => Object.keys(t.parameters)))].slice(0, 12);
  return (
    <section class="card">
      <h2>Trials</h2>
      <table>
        <thead><tr><th>#</th><th>State</th><th>{metric}</th>{columns.map(c => <th key={c}>{c}</th>)}<th>Took</th></tr></thead>
        <tbody>
          {list.map(t => {
            const state = look(t.state);
            return (
              <tr key={t.number} class={t.number === best ? 'best' : ''}>
                <td class="number">{t.number}</td>
                <td><span class={`state ${state.tone}`} title={t.reason ?? ''}>{state.symbol} {state.word}</span></td>
                <td class="number">{metric in t.metrics ? show(t.metrics[metric]) : '–'}</td>
                {columns.map(c => <td key={c} class="number">{c in t.parameters ? show(t.parameters[c]) : ''}</td>)}
                <td class="number">{t.durationSeconds !== undefined ? duration(t.durationSeconds) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
