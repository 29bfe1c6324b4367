import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post, sendRaw } from '../support/http-client.ts';
import { answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// What those who run the gateway see of its calls: the audit log, the metrics, and whether it is ready.

let site: Site;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'observed-'));
  site = await openSite({
    settings: {
      admin: { at: { kind: 'socket', path: join(folder, 'admin.sock') }, isRequired: true },
      audit: { file: join(folder, 'audit.log'), chain: true, authLog: join(folder, 'auth.log') },
    },
  });
});
afterEach(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

type Line = Readonly<Record<string, unknown>>;

function auditLines(): Line[] {
  const lines = readFileSync(join(folder, 'audit.log'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}

function ask(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath: join(folder, 'admin.sock'), path, headers: { host: 'hearthgate.invalid' } },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    asked.once('error', reject);
    asked.end();
  });
}

describe('a call that goes to the panel', () => {
  it('has its line before the panel has it, another one after, and is counted', async () => {
    let linesBefore = 0;
    site.panel.setAnswer(() => {
      linesBefore = auditLines().length;
      return answerWith({ body: '0' });
    });
    const reply = await post(site.gateway.url, callWith(keys.alice, 'v-list-mail-accounts', 'alice', 'alice.test'));
    expect(linesBefore).toBe(1);
    const common = { id: reply.headers['x-request-id'], panel: 'main', key: keys.alice.id, command: 'v-list-mail-accounts' };
    expect(auditLines()).toMatchObject([
      { event: 'sent', ...common },
      { event: 'answered', ...common },
    ]);
    const { body } = await ask('/metrics');
    expect(body).toContain('hearthgate_calls_total{panel="main",command="v-list-mail-accounts",exit="0"} 1');
    expect(body).toContain('hearthgate_decisions_total{panel="main",outcome="permitted",reason="none"} 1');
  });
});

describe('a call that is refused', () => {
  it('has the status in its line that the client got', async () => {
    const reply = await sendRaw(site.gateway.url, 'POST /api/ HTTP/1.1\r\nHost: a\r\nExpect: x\r\nContent-Length: 0\r\n\r\n');
    expect(reply).toMatch(/^HTTP\/1\.1 417 /);
    expect(auditLines()).toMatchObject([{ event: 'refused', reason: 'request_malformed', status: 417 }]);
  });

  it('has one line with its reason, is counted, and a failed login is told to fail2ban', async () => {
    await post(site.gateway.url, callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users'));
    expect(auditLines()).toMatchObject([{ event: 'refused', reason: 'secret_wrong', key: keys.root.id }]);
    expect((await ask('/metrics')).body).toContain(
      'hearthgate_decisions_total{panel="main",outcome="refused",reason="secret_wrong"} 1',
    );
    expect(readFileSync(join(folder, 'auth.log'), 'utf8')).toMatch(
      new RegExp(`${keys.root.id} 127\\.0\\.0\\.1 failed to login\\n$`),
    );
  });
});

describe('the second listener', () => {
  it('says that all is well, and in words when it is not', async () => {
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: expect.stringMatching(/state main: ok[^]*panel main: ok/) });
  });
});

it('no secret is in what is seen', async () => {
  await post(site.gateway.url, callWith(keys.root, 'v-add-user', 'carol', 'planted-password-123', 'c@example.test'));
  await post(site.gateway.url, callWith({ ...keys.root, secret: 'planted-secret-00000000000000000000000000' }, 'v-list-users'));
  const seen = [readFileSync(join(folder, 'audit.log'), 'utf8'), (await ask('/metrics')).body, site.gateway.log.join('\n')].join(
    '\n',
  );
  expect(seen).not.toMatch(/planted/);
  expect(seen).not.toContain(keys.root.secret);
});

describe('the limit of an address', () => {
  it('counts each request that it refused once, also those that it refused on arrival', async () => {
    await site.gateway.reload({ limits: { address: { calls: 2, perMs: 600_000 } } });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await post(site.gateway.url, '', { path: '/login/' })).status);
    expect(statuses).toEqual([404, 404, 429, 429, 429]);
    const { body } = await ask('/metrics');
    expect(body).toContain('hearthgate_limit_results_total{panel="main",limit="address_rate",result="granted"} 2');
    expect(body).toContain('hearthgate_limit_results_total{panel="main",limit="address_rate",result="refused"} 3');
  });
});
