import { Dialog } from '../parts/Dialog';
import { shortcuts } from '../state/prefs';
import { helpOpen, KEYS } from './keys';

export function Help() {
  if (!helpOpen.value) return null;
  return (
    <Dialog title="Keys" onClose={() => { helpOpen.value = false; }}>
      <dl class="keys">{KEYS.map(([key, what]) => <div key={key}><dt>{key.split(' ').map(k => <kbd key={k}>{k}</kbd>)}</dt><dd>{what}</dd></div>)}</dl>
      <label class="check"><input type="checkbox" checked={shortcuts.value} onChange={event => { shortcuts.value = event.currentTarget.checked; }} /> Single keys do something</label>
      <p class="sub">The whole API is described at <a href="api/v1/docs">api/v1/docs</a> of this server.</p>
    </Dialog>
  );
}
