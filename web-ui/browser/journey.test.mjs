import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage, startServer } from './server.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let server, browser, context, page, wrong;

const SPEC = (name, trials, sleep) => `study: ${name}
objective: {metric: loss, goal: minimize}
parameters:
  x: {type: float, min: -5, max: 5}
  opt: {type: categorical, values: [sgd, adam]}
strategy: {type: random, seed: 3}
maxTrials: ${trials}
parallelism: 2
trial:
  command: [sh, -c, 'for e in 1 2 3; do awk -v e=$e "BEGIN {print \\"epoch=\\" e \\" loss=\\" ((\${x}-1)^2 + 1/e)}"; sleep ${sleep}; done']
  args: none
  resources: {cpus: 0.1}
`;

beforeAll(async () => {
  server = await startServer();
  browser = await openBrowser();
  ({ context, page, wrong } = await openPage(browser));
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const see = text => page.getByText(text, { exact: false }).first().waitFor();
const go = hash => page.evaluate(h => { location.hash = h; }, hash);

test('a token opens the dashboard, a wrong one is refused in words', async () => {
  await page.goto(server.url);
  await page.getByLabel('A token of this server').fill('att_wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('A token of this server').fill(server.token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await see('No study yet.');
});

test('a study is written, its mistake found, fixed with a button, and created', async () => {
  await page.getByRole('link', { name: 'New study', exact: true }).click();
  const editor = page.getByLabel('Study spec in YAML');
  await editor.fill(SPEC('first', 12, 0.2).replace('minimize', 'minimise'));
  await see('1 problem');
  await see('2:33');
  expect(await page.getByRole('button', { name: 'Create study' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Fix', exact: true }).click();
  await see('Nothing is wrong with it.');
  expect(await editor.inputValue()).toContain('goal: minimize');
  await see('Points it would begin with');
  await page.getByRole('button', { name: 'Create study' }).click();
  await page.getByRole('heading', { name: 'first' }).waitFor();
});

test('it is seen live until it has succeeded, without loading the page again', async () => {
  await page.locator('h1 .state', { hasText: 'running' }).waitFor();
  await page.locator('h1 .state', { hasText: 'succeeded' }).waitFor({ timeout: 60_000 });
  expect(await page.locator('.progress b').first().textContent()).toBe('12');
  const best = (await server.api('studies/first/trials:best')).trials[0];
  await page.locator('.best a', { hasText: `#${best.number}` }).first().waitFor();
});

test('trials are filtered while typing, selected by key and compared', async () => {
  await go('#/studies/first/trials');
  const grid = page.getByRole('grid');
  await grid.waitFor();
  expect(await grid.getAttribute('aria-rowcount')).toBe('13');
  await page.getByLabel('Filter').fill('params.opt=adam AND state=SUCCEEDED');
  const adams = (await server.api('studies/first/trials?pageSize=100')).trials.filter(t => t.parameters.opt === 'adam').length;
  await server.until('the filter acts', async () => (await grid.getAttribute('aria-rowcount')) === String(adams + 1), 5000);
  expect(page.url()).toContain('filter=params.opt');
  await page.getByLabel('Filter').fill('');
  await grid.focus();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await see('2 selected');
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('dialog', { name: 'Compare 2 trials' }).waitFor();
  await page.getByRole('dialog').locator('th', { hasText: 'Parameters' }).waitFor();
  await page.keyboard.press('Escape');
});

test('a trial shows why it ended, its curve and what it printed', async () => {
  await go('#/studies/first/trials/1');
  await see('Why it ended');
  await page.getByRole('log').getByText('epoch=3 loss=').first().waitFor();
  await page.getByRole('group', { name: 'loss' }).waitFor();
});

test('a running study is stopped from the page', async () => {
  await server.api('studies', { yaml: SPEC('second', 500, 0.5) });
  await go('#/studies/second');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  await page.locator('h1 .state', { hasText: /stopping|succeeded|cancelled/ }).waitFor();
  await server.until('it ends', async () => !['ACTIVE', 'STOPPING'].includes((await server.api('studies/second')).state), 60_000);
});

test('a node is drained and put into service again', async () => {
  await go('#/cluster');
  await page.getByRole('button', { name: 'Drain', exact: true }).click();
  await page.getByLabel('Why').fill('new disk');
  await page.getByRole('dialog').getByRole('button', { name: 'Drain', exact: true }).click();
  await see('new disk');
  expect((await server.api('nodes')).nodes[0].drain.reason).toBe('new disk');
  await page.getByRole('button', { name: 'Put into service' }).click();
  await page.getByRole('button', { name: 'Drain', exact: true }).waitFor();
});

test('the keyboard alone goes everywhere', async () => {
  await go('#/');
  await page.getByRole('heading', { name: 'Studies' }).waitFor();
  await page.locator('body').click({ position: { x: 400, y: 880 } });
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('heading', { name: 'Cluster' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('first');
  await page.getByRole('option', { name: /^first/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'first' }).waitFor();
  await page.getByRole('application', { name: /^History\. Best/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('.tip').getByText('Trial').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Trial #/ }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
});

const PAGES = ['#/', '#/new', '#/studies/first', '#/studies/first/trials', '#/studies/first/trials/1', '#/studies/first/analysis', '#/studies/first/events', '#/studies/first/spec', '#/cluster', '#/settings', '#/studies/none', '#/nowhere'];

test.each(['light', 'dark'])('every page is free of what axe finds, %s', async theme => {
  await page.evaluate(t => localStorage.setItem('attune.theme', t), theme);
  await page.reload();
  const found = [];
  for (const hash of PAGES) {
    await go(hash);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.locator('main h1, main .trouble, main .empty').first().waitFor();
    await server.until('the page is there', async () => (await page.locator('main .skeleton').count()) === 0, 30_000);
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    for (const v of result.violations) found.push(`${hash} ${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')}`);
  }
  expect(found).toEqual([]);
});

test('nothing overflows sideways at 390 pixels', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  const wide = [];
  for (const hash of PAGES) {
    await go(hash);
    await page.locator('main h1, main .trouble, main .empty').first().waitFor();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 1) wide.push(`${hash} by ${over}`);
  }
  await page.setViewportSize({ width: 1360, height: 900 });
  expect(wide).toEqual([]);
});

test('no script failed and the Content-Security-Policy refused nothing that the pages do', () => {
  expect(wrong).toEqual([]);
});
