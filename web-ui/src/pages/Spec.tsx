import { send, study as path } from '../api/client';
import { download } from '../parts/download';
import { Loaded } from '../parts/States';
import { notify } from '../state/now';
import { useResource } from '../state/resource';
import { place } from '../state/route';
import { study } from '../state/study';
import { StudyHead } from './StudyHead';

/** The text that was submitted, and the spec with every default written in. */
export function Spec() {
  const name = place.value.study;
  const text = useResource(`spec ${name}`, async signal => (await send(`${path(name)}/spec`, { accept: 'application/yaml, application/json', signal })).text());
  return (
    <>
      <StudyHead />
      <div class="grid">
        <section class="card half">
          <h2>As it was submitted</h2>
          <Loaded of={text} lines={12}>
            {value => (
              <>
                <div class="actions">
                  <button onClick={() => void navigator.clipboard.writeText(value).then(() => notify('Copied.'), () => notify('The browser did not let the page copy.', true))}>Copy</button>
                  <button onClick={() => download(`${name}.yaml`, 'application/yaml', value)}>Save</button>
                </div>
                <pre class="code" tabIndex={0}><code>{value}</code></pre>
              </>
            )}
          </Loaded>
        </section>
        <section class="card half"><h2>With every default written in</h2><pre class="code" tabIndex={0}><code>{study.value?.spec ? JSON.stringify(study.value.spec, null, 2) : ''}</code></pre></section>
      </div>
    </>
  );
}
