import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../admin/start-admin.ts';
import { valueIn } from '../observe/metrics/exposition.ts';
import { post } from '../support/http-client.ts';
import { answerWith, hang, type Reply } from '../support/recording-panel.ts';
import { callWith, keys, openSite } from '../support/site.ts';
import { until } from '../support/until.ts';

// Calls whose clients were answered, while the panel is not done with them: their places are seen by who looks after the gateway.

const read = callWith(keys.root, 'v-list-users');
const change = callWith(keys.root, 'v-suspend-user', 'alice');
const trickle: Reply = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nHestia-Exit-Code: 0\r\n\r\n');
  const timer = setInterval(() => socket.write('x'), 10);
  socket.on('close', () => clearInterval(timer));
};

test('a panel whose answers do not end shows in /readyz and in a metric, until they are cut and the places come back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'overdue-'));
  const path = join(folder, 'admin.sock');
  const site = await openSite({
    settings: { admin: { at: { kind: 'socket', path }, isRequired: true } },
    upstream: { timeoutMs: 1500 },
  });
  onTestFinished(async () => {
    await site.close();
    rmSync(folder, { recursive: true });
  });
  const where = `unix:${path}`;
  const overdue = async (): Promise<number | undefined> =>
    valueIn((await ask(where, '/metrics')).body, 'hearthgate_calls_overdue', { panel: 'main' });

  expect([(await ask(where, '/readyz')).status, await overdue()]).toEqual([200, 0]);
  site.panel.setAnswer(() => trickle);
  const kept = /^panel main: .*\d of 3 places are kept by calls that the panel has not ended within timeout/m;
  const told = until(async () => kept.test((await ask(where, '/readyz')).body));
  const replies = await Promise.all([read, change, change].map((call) => post(site.gateway.url, call)));
  expect(replies.map(({ status }) => status)).toEqual([504, 504, expect.any(Number)]);
  await told;
  site.panel.setAnswer(() => answerWith({}));
  await expect.poll(overdue).toBe(0);
  expect((await ask(where, '/readyz')).body).not.toContain('places are kept');
});

test('a command that hangs shows likewise, and keeps its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'overdue-'));
  const path = join(folder, 'admin.sock');
  const site = await openSite({
    settings: { admin: { at: { kind: 'socket', path }, isRequired: true } },
    upstream: { timeoutMs: 50 },
  });
  onTestFinished(async () => {
    await site.panel.closeConnections();
    await site.close();
    rmSync(folder, { recursive: true });
  });
  site.panel.setAnswer(() => hang());
  expect((await post(site.gateway.url, change)).status).toBe(504);
  const { status, body } = await ask(`unix:${path}`, '/readyz');
  expect([status, body]).toEqual([200, expect.stringContaining('panel main: ok; 1 of 3 places are kept')]);
});
