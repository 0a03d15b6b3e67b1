import { useSignal } from '@preact/signals';
import { call, study as path } from '../api/client';
import type { Study } from '../api/shapes';
import { Dialog } from '../parts/Dialog';
import { notify } from '../state/now';
import { record, reload } from '../state/study';

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** What of the form differs from the study, as a merge patch by names of the spec. */
export function patch(before: Record<string, unknown>, after: Record<string, string>): Record<string, unknown> {
  const change: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(after)) {
    if (value.trim() === text(before[name])) continue;
    const number = Number(value);
    change[name] = value.trim() === '' ? (name === 'description' ? '' : null) : name !== 'description' && Number.isFinite(number) ? number : value.trim();
  }
  return change;
}

const FIELDS: [string, string, string][] = [
  ['maxTrials', 'Trials in all', 'empty: no limit'], ['parallelism', 'Trials at once', 'a number, or auto'],
  ['maxFailedTrials', 'Failed trials until the study fails', 'a number, or a share such as 20%'], ['priority', 'Priority', '0 to 100, higher goes first'], ['description', 'Notes', ''],
];

/** Changes a living study: what runs goes on, what begins from now on follows the new spec. */
export function EditStudy({ study, onClose }: { study: Study; onClose: () => void }) {
  const wrong = useSignal('');
  const spec = record(study.spec), before = { ...spec, description: study.description };
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const change = patch(before, Object.fromEntries(FIELDS.map(([name]) => [name, String(form.get(name) ?? '')])));
    if (Object.keys(change).length === 0) { onClose(); return; }
    try {
      await call('changeStudy', path(study.studyId), { method: 'PATCH', body: change });
      await reload();
      notify(`Changed ${Object.keys(change).join(', ')}.`);
      onClose();
    } catch (error) {
      wrong.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <Dialog title={`Edit ${study.studyId}`} onClose={onClose}>
      <form class="fields" onSubmit={event => void save(event)}>
        {FIELDS.map(([name, label, hint]) => (
          <label key={name}>{label}{hint ? <small> {hint}</small> : null}
            {name === 'description' ? <textarea name={name} rows={3} defaultValue={text(before[name as keyof typeof before])} /> : <input name={name} defaultValue={text(record(before)[name])} />}
          </label>
        ))}
        {wrong.value ? <p class="wrong" role="alert">{wrong.value}</p> : null}
        <div class="actions end"><button type="button" onClick={onClose}>Keep as it is</button><button class="primary">Save</button></div>
      </form>
    </Dialog>
  );
}
