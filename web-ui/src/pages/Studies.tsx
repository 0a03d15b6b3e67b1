import { look, show } from '../numbers';
import { studies } from '../state';

export function Studies() {
  const list = studies.value;
  if (!list) return <p class="sub">Reading the studies …</p>;
  if (list.length === 0)
    return <section class="card"><h2>No study yet</h2><p class="sub">Start one in the terminal: <code>attune run examples/digits/study.yaml</code></p></section>;
  return (
    <section class="card">
      <table>
        <thead><tr><th>Study</th><th>State</th><th>Trials</th><th>Best</th></tr></thead>
        <tbody>
          {list.map(s => {
            const state = look(s.state), objective = s.objectives[0];
            return (
              <tr key={s.studyId}>
                <td><a href={`#/studies/${s.studyId}`}>{s.studyId}</a></td>
                <td><span class={`state ${state.tone}`}>{state.symbol} {state.word}</span></td>
                <td class="number">{s.trials['total'] ?? 0}{s.maxTrials ? ` / ${s.maxTrials}` : ''}</td>
                <td class="number">{s.best && objective ? `${show(s.best.metrics[objective.metric])} (#${s.best.trial})` : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
