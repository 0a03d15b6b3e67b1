import { useSignal } from '@preact/signals';
import { call } from '../api/client';
import type { Device, Gang, Node, Queue, Usage } from '../api/shapes';
import { Dialog } from '../parts/Dialog';
import { csv, download } from '../parts/download';
import { Empty, Loaded, StateMark } from '../parts/States';
import { act, now } from '../state/now';
import { useResource } from '../state/resource';
import { may } from '../state/session';
import { ago, bytes, count, exact, hours, plural } from '../words';

/** The colour of a study on the map: the same everywhere on the page, six of them, then grey. */
export function inks(studies: Iterable<string>): Map<string, string> {
  return new Map([...new Set(studies)].sort().map((name, i) => [name, i < 6 ? `series-${i + 1}` : 'ink-3']));
}

export function Cluster() {
  const on = { on: ['cluster' as const], everyMs: 1000, pollMs: 5000 };
  const cluster = useResource('cluster', signal => call('getCluster', 'cluster', { signal }), on);
  const nodes = useResource('nodes', signal => call('listNodes', 'nodes', { signal }), on);
  const devices = useResource('devices', signal => call('listDevices', 'devices', { signal }), on);
  const queue = useResource('queue', signal => call('getQueue', 'queue', { signal }), on);
  const c = cluster.data.value, q = queue.data.value;
  const colours = inks([...(q?.running ?? []), ...(q?.queue ?? [])].map(g => g.studyId));
  return (
    <>
      <section class="title"><div><h1>Cluster</h1><p class="sub">{c ? standing(c.total.devices, c.free.devices, c.total.cpus, c.free.cpus, c.nodes, q?.queue.length ?? c.gangs['queued'] ?? 0) : '\u00a0'}</p></div></section>
      <Loaded of={nodes} lines={6} height={200}>
        {value => (value.nodes.length === 0 ? (
          <section class="card full"><Empty title="No node has joined."><p class="sub">Start an agent on a machine that is to work:</p><pre><code>attune agent start --server {location.origin} --token-file agent.token</code></pre></Empty></section>
        ) : (
          <div class="nodes">{value.nodes.map(n => <NodeCard key={n.name} n={n} devices={(devices.data.value?.devices ?? []).filter(d => d.node === n.name)} running={(q?.running ?? []).filter(g => g.nodes.includes(n.name))} colours={colours} onChange={() => { void nodes.load(); void devices.load(); }} />)}</div>
        ))}
      </Loaded>
      <div class="grid">
        <section class="card half"><h2>Waiting <small>{q ? count(q.queue.length) : ''}</small></h2><Loaded of={queue} lines={5}>{value => <Waiting queue={value} />}</Loaded></section>
        <section class="card half"><h2>Running <small>{q ? count(q.running.length) : ''}</small></h2><Loaded of={queue} lines={5}>{value => <Running list={value.running} colours={colours} />}</Loaded></section>
        <UsageCard />
      </div>
    </>
  );
}

/** How the cluster stands, in one sentence. */
export function standing(devices: number, freeDevices: number, cpus: number, freeCpus: number, nodes: Record<string, number>, waiting: number): string {
  const what = devices > 0 ? `${plural(devices, 'device')}, ${count(devices - freeDevices)} busy` : `${plural(cpus, 'CPU')}, ${Math.round((cpus - freeCpus) * 10) / 10} busy`;
  const silent = nodes['silent'] ?? 0, draining = nodes['draining'] ?? 0;
  return `${plural(nodes['up'] ?? 0, 'node')} up${silent ? `, ${silent} silent` : ''}${draining ? `, ${draining} draining` : ''} · ${what} · ${waiting ? `${plural(waiting, 'trial')} waiting` : 'nothing waits'}`;
}

interface NodeProps { n: Node; devices: Device[]; running: Gang[]; colours: Map<string, string>; onChange: () => void }

function NodeCard({ n, devices, running, colours, onChange }: NodeProps) {
  const asks = useSignal(false), silent = n.state === 'SILENT', heard = ago(Date.parse(n.lastHeardTime), now.value);
  const undrain = (): void => { void act(async () => { await call('undrainNode', `nodes/${n.name}:undrain`, { body: {} }); onChange(); }, `${n.name} takes trials again.`); };
  const cpu = n.total.cpus ? 1 - n.free.cpus / n.total.cpus : 0, memory = n.total.memoryBytes ? 1 - n.free.memoryBytes / n.total.memoryBytes : 0;
  return (
    <section class={`card full node ${n.drain ? 'drained' : ''}`} aria-label={n.name}>
      <div class="nodehead">
        <h2>{n.name} <StateMark state={n.state} /></h2>
        <span class="sub">{n.address}{n.guard ? '' : ' · no watchdog: a lost trial waits for its node'} · <span class={silent ? 'bad' : ''} title={exact(n.lastHeardTime)}>heard {heard}</span></span>
        <span class="grow" />
        {may('admin') ? (n.drain ? <button onClick={undrain}>Put into service</button> : <button onClick={() => { asks.value = true; }}>Drain</button>) : null}
      </div>
      {n.drain ? <p class="sub">Drained {ago(Date.parse(n.drain.sinceTime), now.value)}{n.drain.reason ? `: ${n.drain.reason}` : ''}{n.drain.untilTime ? `; what still runs is placed elsewhere at ${exact(n.drain.untilTime)}` : ''}.</p> : null}
      {devices.length > 0 ? <Devices devices={devices} colours={colours} /> : <Slots running={running} node={n.name} colours={colours} />}
      <div class="loads">
        <Load word="CPUs reserved" part={cpu} text={`${Math.round((n.total.cpus - n.free.cpus) * 10) / 10} of ${n.total.cpus}`} />
        <Load word="Memory reserved" part={memory} text={`${bytes(n.total.memoryBytes - n.free.memoryBytes)} of ${bytes(n.total.memoryBytes)}`} />
      </div>
      <p class="sub labels">{Object.entries(n.labels).map(([k, v]) => <code key={k}>{k}={v}</code>)}</p>
      {asks.value ? <Drain node={n.name} onClose={() => { asks.value = false; }} onDone={onChange} /> : null}
    </section>
  );
}

const Load = ({ word, part, text }: { word: string; part: number; text: string }) => <div class="load"><span>{word}</span><u><i style={{ width: `${Math.round(part * 100)}%` }} /></u><b>{text}</b></div>;

function Devices({ devices, colours }: { devices: Device[]; colours: Map<string, string> }) {
  return (
    <ul class="devices">
      {devices.map(d => (
        <li key={d.id} class={d.state === 'HELD' ? `held ${colours.get(d.studyId ?? '') ?? 'ink-3'}` : d.state === 'FREE' ? 'free' : 'gone'}>
          {d.studyId ? <a href={`#/studies/${d.studyId}/trials/${d.trial ?? 1}`} title={`${d.model} ${d.id}: ${d.studyId} #${d.trial ?? ''}, rank ${d.rank ?? 0}`}><b>{d.id}</b><span>{d.studyId}</span><span>#{d.trial}</span></a>
            : <span title={d.model}><b>{d.id}</b><span>{d.state === 'FREE' ? 'free' : 'unavailable'}</span></span>}
        </li>
      ))}
    </ul>
  );
}

/** A node without devices shows the ranks that run on it. */
function Slots({ running, node, colours }: { running: Gang[]; node: string; colours: Map<string, string> }) {
  const ranks = running.flatMap(g => g.nodes.map((at, rank) => ({ g, at, rank }))).filter(r => r.at === node);
  if (ranks.length === 0) return <p class="sub">Nothing runs here.</p>;
  return (
    <ul class="devices">
      {ranks.map(({ g, rank }) => <li key={`${g.studyId} ${g.trial} ${rank}`} class={`held ${colours.get(g.studyId) ?? 'ink-3'}`}><a href={`#/studies/${g.studyId}/trials/${g.trial}`}><b>rank {rank}</b><span>{g.studyId}</span><span>#{g.trial}</span></a></li>)}
    </ul>
  );
}

function Drain({ node, onClose, onDone }: { node: string; onClose: () => void; onDone: () => void }) {
  const run = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement), minutes = String(form.get('minutes') ?? '').trim();
    void act(async () => {
      await call('drainNode', `nodes/${node}:drain`, { body: { reason: String(form.get('reason') ?? ''), ...(minutes === '' ? {} : { deadlineSeconds: Math.round(Number(minutes) * 60) }) } });
      onDone();
    }, `${node} takes nothing new.`);
    onClose();
  };
  return (
    <Dialog title={`Drain ${node}`} onClose={onClose}>
      <form class="fields" onSubmit={run}>
        <p class="sub">Nothing new is placed on it. What runs there goes on, until the time below if you name one; then it is placed elsewhere.</p>
        <label>Why<input name="reason" maxLength={1000} placeholder="new disk" /></label>
        <label>Minutes until what still runs is taken away <small>empty: it may end by itself</small><input name="minutes" type="number" min={0} max={43_200} /></label>
        <div class="actions end"><button type="button" onClick={onClose}>Keep as it is</button><button class="primary">Drain</button></div>
      </form>
    </Dialog>
  );
}

const needs = (g: Gang): string => `${g.workers} × ${g.each.devices > 0 ? plural(g.each.devices, 'GPU') : plural(g.each.cpus, 'CPU')}${g.each.memoryBytes ? `, ${bytes(g.each.memoryBytes)}` : ''}`;
const MOST = 50;

function Waiting({ queue }: { queue: Queue }) {
  if (queue.queue.length === 0) return <p class="sub">Nothing waits.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Queue">
      <table class="plain"><thead><tr><th class="number">#</th><th>Trial</th><th>Needs</th><th>Why it waits</th></tr></thead>
        <tbody>{queue.queue.slice(0, MOST).map(g => <tr key={`${g.studyId} ${g.trial} ${g.attempt}`}><td class="number">{g.position ?? ''}</td><td><a href={`#/studies/${g.studyId}/trials/${g.trial}`}>{g.studyId} #{g.trial}</a></td><td>{needs(g)}</td><td>{g.reason || (g.state === 'PREPARING' ? 'placed, being prepared' : 'next in the queue')}</td></tr>)}</tbody></table>
      {queue.queue.length > MOST ? <p class="sub">and {count(queue.queue.length - MOST)} more</p> : null}
    </div>
  );
}

function Running({ list, colours }: { list: Gang[]; colours: Map<string, string> }) {
  if (list.length === 0) return <p class="sub">Nothing runs.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Running">
      <table class="plain"><thead><tr><th>Trial</th><th>State</th><th>Nodes</th><th class="number">CPU time</th><th class="number">Memory</th><th class="number">Devices busy</th></tr></thead>
        <tbody>{list.slice(0, 200).map(g => {
          const cpu = g.usage.reduce((sum, u) => sum + u.cpuSeconds, 0), memory = g.usage.reduce((sum, u) => sum + u.memoryBytes, 0), busy = g.usage.flatMap(u => (u.deviceBusy === undefined ? [] : [u.deviceBusy]));
          return <tr key={`${g.studyId} ${g.trial} ${g.attempt}`}><td><i class={`square ${colours.get(g.studyId) ?? 'ink-3'}`} aria-hidden="true" /><a href={`#/studies/${g.studyId}/trials/${g.trial}`}>{g.studyId} #{g.trial}</a></td><td><StateMark state={g.state} />{g.reason ? <small>{g.reason}</small> : null}</td><td>{[...new Set(g.nodes)].join(', ')}</td><td class="number">{Math.round(cpu * 10) / 10} s</td><td class="number">{bytes(memory)}</td><td class="number">{busy.length ? `${Math.round((busy.reduce((a, b) => a + b, 0) / busy.length) * 100)} %` : '–'}</td></tr>;
        })}</tbody></table>
    </div>
  );
}

function UsageCard() {
  const by = useSignal<Usage['by']>('study');
  const told = useResource(`usage ${by.value}`, signal => call('getUsage', 'usage', { query: { by: by.value }, signal }), { pollMs: 30_000 });
  return (
    <section class="card full">
      <div class="filters">
        <h2>Who took how much <small>the last 30 days</small></h2><span class="grow" />
        <label class="quietlabel">by <select value={by.value} onChange={e => { by.value = e.currentTarget.value as Usage['by']; }}>{['study', 'user', 'node', 'day'].map(b => <option key={b}>{b}</option>)}</select></label>
        <button onClick={() => { const v = told.data.value; if (v) download(`usage-by-${v.by}.csv`, 'text/csv', csv({ head: [v.by, 'deviceSeconds', 'workerSeconds', 'attempts'], rows: v.usage.map(u => [u.key, u.deviceSeconds, u.workerSeconds, u.attempts]) })); }}>CSV</button>
      </div>
      <Loaded of={told} lines={5}>
        {value => {
          const devices = value.total.deviceSeconds > 0, of = (u: { deviceSeconds: number; workerSeconds: number }): number => (devices ? u.deviceSeconds : u.workerSeconds), most = Math.max(1, ...value.usage.map(of));
          if (value.usage.length === 0) return <p class="sub">Nothing ran in this time.</p>;
          return <div class="scroll" tabIndex={0} role="region" aria-label="Usage">{value.usage.slice(0, 100).map(u => <div class="meter usage" key={u.key}><span>{u.key || 'nobody known'}</span><u><i style={{ width: `${(100 * of(u)) / most}%` }} /></u><b>{hours(of(u))} of {devices ? 'devices' : 'workers'}, {plural(u.attempts, 'attempt')}</b></div>)}</div>;
        }}
      </Loaded>
    </section>
  );
}

