// A whole sweep over the REST API, Node 18 or newer, no packages:  node sweep.mjs [STUDY]
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { randomUUID } from 'node:crypto';

const api = process.env.ATTUNE_API ?? 'http://127.0.0.1:8080/api/v1';
const token = readFileSync(process.env.ATTUNE_TOKEN_FILE ?? `${homedir()}/.local/share/attune/admin.token`, 'utf8').trim();

async function call(path, body) {
  const response = await fetch(`${api}/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(90_000),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}

const study = (await call('studies', {
  studyId: process.argv[2] ?? 'quadratic',
  spec: {
    objective: { metric: 'loss', goal: 'minimize' },
    parameters: { x: { type: 'float', min: -10, max: 10 } },
    maxTrials: 20,
    trial: { external: true },
  },
})).name;

for (;;) {
  const { trials } = await call(`${study}/trials:suggest`, { count: 1, requestId: randomUUID() });
  if (trials.length === 0) break;
  for (const trial of trials) {
    let loss = 0;
    for (let step = 0; step < 10; step++) { // your training
      loss = (trial.parameters.x - 2) ** 2 / (step + 1);
      if ((await call(`${trial.name}:report`, { step, metrics: { loss } })).shouldStop) break;
    }
    await call(`${trial.name}:complete`, { metrics: { loss } });
  }
}

const [best] = (await call(`${study}/trials:best`)).trials;
console.log('best', best.number, best.metrics.loss, best.parameters);
