// A real server with its own data directory, and a Chromium that looks at it. Both end with the tests.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

async function until(what, holds, ms = 60_000) {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise(r => setTimeout(r, 100))) if (await holds()) return;
  throw new Error(`${what}: not within ${ms / 1000} s`);
}

export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), 'attune-browser-'));
  const child = spawn(process.env.ATTUNE_COMMAND ?? join(root, 'attune'), ['server', 'start', '--data', data, '--port', '0'], { env: { ...process.env, ATTUNE_NO_BUILD: '1' }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', piece => { said = (said + piece).slice(-4000); });
  let gone = false;
  child.on('exit', () => { gone = true; });
  const file = join(data, 'server.json');
  await until('the server answers', () => { if (gone) throw new Error(`the server ended: ${said}`); return existsSync(file); });
  const url = JSON.parse(readFileSync(file, 'utf8')).url, token = readFileSync(join(data, 'admin.token'), 'utf8').trim();
  const api = async (path, { method, body, yaml } = {}) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method: method ?? (body || yaml ? 'POST' : 'GET'), body: yaml ?? (body && JSON.stringify(body)),
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': yaml ? 'application/yaml' : 'application/json' },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  const stop = async () => {
    if (!gone) child.kill('SIGTERM');
    await until('the server ends', () => gone, 30_000).catch(() => child.kill('SIGKILL'));
    rmSync(data, { recursive: true, force: true });
  };
  return { url, token, api, stop, until };
}

/** A page that fails its test on a script error, or when the Content-Security-Policy has to refuse something. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage(), wrong = [];
  page.on('pageerror', error => wrong.push(error.message));
  page.on('console', message => { if (/Content.Security.Policy/i.test(message.text())) wrong.push(message.text()); });
  page.setDefaultTimeout(20_000);
  return { context, page, wrong };
}

export const openBrowser = () => chromium.launch({ executablePath: CHROMIUM, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
