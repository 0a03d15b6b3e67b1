import { useSignal } from '@preact/signals';
import { address, call } from '../api/client';
import type { Token } from '../api/shapes';
import { Confirm } from '../parts/Dialog';
import { Loaded, When } from '../parts/States';
import { act, now, notify } from '../state/now';
import { shortcuts, theme, type Theme } from '../state/prefs';
import { useResource, type Resource } from '../state/resource';
import { logout, may, me } from '../state/session';
import { bytes, exact } from '../words';
import { quote } from '../trial/flags';

export function Settings() {
  const who = me.value;
  return (
    <>
      <section class="title"><div><h1>Settings</h1><p class="sub">{who ? <>You are <b>{who.name}</b>, with a token that may {SCOPES[who.scope] ?? who.scope}.</> : null}</p></div><div class="actions"><button onClick={() => void logout().catch(() => undefined)}>Log out</button></div></section>
      <div class="grid">
        {may('admin') ? <Tokens /> : null}
        <section class="card third">
          <h2>Appearance</h2>
          <fieldset><legend class="quiet">Theme</legend>{(['system', 'light', 'dark'] as Theme[]).map(t => <label key={t} class="check"><input type="radio" name="theme" checked={theme.value === t} onChange={() => { theme.value = t; }} /> {t === 'system' ? 'as the system' : t}</label>)}</fieldset>
          <label class="check"><input type="checkbox" checked={shortcuts.value} onChange={event => { shortcuts.value = event.currentTarget.checked; }} /> Single keys do something (<kbd>?</kbd> lists them)</label>
        </section>
        <Server />
        <section class="card third">
          <h2>In other places</h2>
          <p class="sub">The same in the terminal:</p>
          <pre class="code"><code>attune login {location.origin}</code></pre>
          <p class="sub">The API, to read: <a href="api/v1/docs">api/v1/docs</a>. For editors: <a href="api/v1/schema/study.json">the schema of a study</a>.</p>
        </section>
      </div>
    </>
  );
}

/** Makes a copy of the store while everything goes on, and waits for its end. */
async function backUp(): Promise<void> {
  let operation = await call('makeBackup', 'backups', { body: {} });
  while (!operation.done) operation = await call('getOperation', operation.name, { query: { waitSeconds: 30 }, timeoutMs: 60_000 });
  if (operation.error) throw new Error(operation.error.detail);
}

function Backups() {
  const told = useResource('backups', signal => call('listBackups', 'backups', { signal })), busy = useSignal(false);
  const make = async (): Promise<void> => {
    busy.value = true;
    await act(backUp, 'Backed up.');
    busy.value = false;
    await told.load();
  };
  return (
    <>
      <h3>Backups</h3>
      <Loaded of={told} lines={2}>
        {v => (v.backups.length === 0 ? <p class="sub">None yet. A backup holds the store and the studies' files, not logs and artifacts.</p>
          : <ul class="events">{v.backups.slice(0, 5).map(b => <li key={b.name}><a href={address(b.name)} download>{exact(b.createTime)}</a><span>{bytes(b.bytes)}</span></li>)}</ul>)}
      </Loaded>
      <div class="actions"><button disabled={busy.value} onClick={() => void make()}>{busy.value ? 'Backing up …' : 'Back up now'}</button></div>
    </>
  );
}

const SCOPES: Record<string, string> = { read: 'look at everything', trial: 'look, ask and tell', write: 'create and steer studies', admin: 'do everything', agent: 'join a node' };

function Server() {
  const version = useResource('version', signal => call('getVersion', 'version', { signal }));
  const ready = useResource('ready', signal => call('getReadiness', 'readyz', { signal }), { pollMs: 15_000 });
  const cluster = useResource('cluster', signal => call('getCluster', 'cluster', { signal }), { pollMs: 15_000 });
  return (
    <section class="card third">
      <h2>Server</h2>
      <Loaded of={version} lines={4}>
        {v => (
          <dl>
            <div><dt>version</dt><dd>{v.version}</dd></div><div><dt>API</dt><dd>{v.api}</dd></div><div><dt>address</dt><dd>{location.host}</dd></div>
            <div><dt>cluster</dt><dd>{cluster.data.value?.cluster ?? '–'}</dd></div><div><dt>nodes</dt><dd>{cluster.data.value ? String(cluster.data.value.nodes['all'] ?? 0) : '–'}</dd></div>
            <div><dt>store</dt><dd>{ready.failure.value ? <span class="bad">× cannot be read</span> : ready.data.value ? '● can be read' : '–'}</dd></div>
          </dl>
        )}
      </Loaded>
      {may('admin') ? <Backups /> : null}
    </section>
  );
}

function Tokens() {
  const told = useResource('tokens', signal => call('listTokens', 'tokens', { signal }));
  const made = useSignal<{ name: string; value: string } | undefined>(undefined), asks = useSignal<Token | undefined>(undefined);
  return (
    <section class="card full">
      <h2>Tokens</h2>
      <Loaded of={told} lines={4}>
        {value => (value.tokens.length === 0 ? <p class="sub">None was made here yet. Make one for each program that calls, with what it needs and no more.</p> : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Tokens">
            <table class="plain"><thead><tr><th>Name</th><th>May</th><th>Made</th><th>Last used</th><th>Ends</th><th><span class="quiet">Revoke</span></th></tr></thead>
              <tbody>{value.tokens.map(t => <tr key={t.id}><th scope="row">{t.name}</th><td>{SCOPES[t.scope] ?? t.scope}</td><td><When time={t.createTime} now={now.value} /></td><td><When time={t.lastUseTime} now={now.value} /></td><td>{t.expireTime ? exact(t.expireTime) : 'never'}</td><td class="number"><button class="small" onClick={() => { asks.value = t; }}>Revoke</button></td></tr>)}</tbody></table>
          </div>
        ))}
      </Loaded>
      <Make told={told} onMade={token => { made.value = token; }} />
      {made.value ? <Once token={made.value} /> : null}
      {asks.value ? <Confirm title={`Revoke ${asks.value.name}`} text="Programs that use it are turned away at once, and the sessions that came from it end." verb="Revoke" onYes={() => { const id = asks.value?.id ?? ''; void act(async () => { await call('revokeToken', `tokens/${id}`, { method: 'DELETE' }); await told.load(); }, 'Revoked.'); }} onClose={() => { asks.value = undefined; }} /> : null}
    </section>
  );
}

const DAYS: [string, number | undefined][] = [['a day', 1], ['30 days', 30], ['a year', 365], ['never', undefined]];

function Make({ told, onMade }: { told: Resource<unknown>; onMade: (token: { name: string; value: string }) => void }) {
  const make = (event: SubmitEvent): void => {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement, form = new FormData(element), name = String(form.get('name') ?? ''), days = DAYS[Number(form.get('ends'))]?.[1];
    void act(async () => {
      const answer = await call('createToken', 'tokens', { body: { name, scope: String(form.get('scope')), ...(days === undefined ? {} : { expireSeconds: days * 86_400 }) } });
      onMade({ name, value: answer.value });
      element.reset();
      await told.load();
    }, `Made ${name}.`);
  };
  return (
    <form class="filters" onSubmit={make}>
      <input name="name" required maxLength={128} placeholder="What it is for" aria-label="What the token is for" />
      <label class="quietlabel">may <select name="scope">{Object.entries(SCOPES).map(([scope, words]) => <option key={scope} value={scope}>{words}</option>)}</select></label>
      <label class="quietlabel">ends after <select name="ends" defaultValue="1">{DAYS.map(([words], i) => <option key={words} value={i} selected={i === 1}>{words}</option>)}</select></label>
      <button class="primary">Make a token</button>
    </form>
  );
}

/** The value of a new token: it is told here once and nowhere else. */
function Once({ token }: { token: { name: string; value: string } }) {
  const command = `printf %s ${quote(token.value)} > attune.token && attune --token-file attune.token login ${location.origin}`;
  const copy = (text: string) => (): void => { void navigator.clipboard.writeText(text).then(() => notify('Copied.'), () => notify('The browser did not let the page copy.', true)); };
  return (
    <div class="notice calm once" role="status">
      <span><b>{token.name}</b> <code>{token.value}</code><br />It is shown this once.</span>
      <button onClick={copy(token.value)}>Copy</button><button onClick={copy(command)}>Copy as login</button>
    </div>
  );
}
