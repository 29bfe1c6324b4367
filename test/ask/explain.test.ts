import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

let site: Site;
let gateway: AskedGateway;
beforeEach(async () => {
  site = await openSite();
  gateway = await openAskedGateway(site, {
    clock: new ManualClock(),
    settings: { limits: { key: { calls: 3, per: '1h' }, failures: { pair: { attempts: 2, per: '1h' } } } },
  });
});
afterEach(async () => {
  await gateway.stop();
  await site.close();
});

const of = (key: { readonly id: string }, from = '127.0.0.1'): readonly string[] => ['--from', from, '--key', key.id];
const list = ['--cmd', 'v-list-mail-domains', '--arg', 'alice'];

async function explained(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return gateway.hearthgate('explain', ...args);
}

async function pasted(
  text: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = captureTerminal({}, text);
  const code = await run(
    ['explain', '-', '--from', '127.0.0.1', ...args, '--config', join(gateway.folder, 'gateway.yaml')],
    terminal,
  );
  return { code, out: terminal.out(), err: terminal.err() };
}

const curlLine = (secret: string): string =>
  `curl -k https://panel:8083/api/ \\\n  -d 'access_key=${keys.alice.id}&secret_key=${secret}' -d cmd=v-list-mail-domains -d arg1=alice`;

describe('hearthgate explain asks the running gateway', () => {
  test('how a call stands with its limits, and counts nothing', async () => {
    await gateway.call('127.0.0.1');
    const first = await explained(...of(keys.alice), ...list);
    expect([first.code, first.err]).toEqual([0, '']);
    await expect(first.out).toMatchFileSnapshot('../golden/explain-live.txt');
    expect((await explained(...of(keys.alice), ...list)).out).toBe(first.out);
    for (let count = 0; count < 2; count += 1) await gateway.call('127.0.0.1');
    const { code, out } = await explained(...of(keys.alice), ...list);
    expect([code, out.includes('refused: key_rate'), out.includes('the client gets 429')]).toEqual([1, true, true]);
  });

  test('who is banned, why, and which command ends it', async () => {
    await gateway.hearthgate('bans', 'add', '127.0.0.7', '--for', '1h', '--note', 'ticket-4711');
    const { code, out } = await explained(...of(keys.alice, '127.0.0.7'), ...list);
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot('../golden/explain-banned.txt');
    for (let count = 0; count < 2; count += 1) await gateway.call('127.0.0.8', 'x'.repeat(40));
    const ofPair = await explained(...of(keys.alice, '127.0.0.8'), ...list);
    expect(ofPair.out).toContain('refused: address_banned');
    expect(ofPair.out.replaceAll(/\s+/g, ' ')).toMatch(
      /to allow it: (?:End the ban: |Wait, or forget the failures: )hearthgate bans remove ALICE0{15}/,
    );
  });

  test('no line is longer than 80 columns, and another panel is told to be none', async () => {
    const { out } = await explained(...of(keys.bob), ...list);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(await explained(...of(keys.bob), ...list, '--panel', 'other')).toMatchObject({ out: '' });
    expect((await explained('--from', '127.0.0.1')).code).toBe(64);
  });

  test('where it is away, says so; --offline needs none', async () => {
    await gateway.close();
    expect(await explained(...of(keys.alice), ...list)).toMatchObject({ code: 71, out: '' });
    const { code, out } = await explained(...of(keys.alice), ...list, '--offline');
    expect([code, out.includes('Not looked at: bans')]).toEqual([0, true]);
  });
});

const idOf = (reply: { readonly headers: Readonly<Record<string, unknown>> }): string => String(reply.headers['x-request-id']);

describe('hearthgate explain REQUEST', () => {
  test('finds it in the audit log, tells what was decided then, and how it would be judged now', async () => {
    const refused = await gateway.send('127.0.0.1', callWith(keys.alice, 'v-list-mail-domains', 'bob'));
    const { code, out } = await explained(idOf(refused));
    expect(code).toBe(1);
    expect(out).toMatch(/^2027-01-15T08:16:40\.000Z: refused with 401: user_mismatch, exit code 10\n/);
    expect(out).toContain('refused: user_mismatch');
    const answered = await gateway.call('127.0.0.1');
    expect((await explained(idOf(answered))).out).toMatch(
      /answered by the panel with 200[^]*permitted: the call goes to the panel/,
    );
  });

  test('finds it also where it was rotated away, and packed; one that is nowhere is told to be', async () => {
    const id = idOf(await gateway.call('127.0.0.1'));
    const audit = join(gateway.folder, 'audit.log');
    writeFileSync(`${audit}.2.gz`, gzipSync(readFileSync(audit)));
    renameSync(audit, `${audit}.1`);
    writeFileSync(`${audit}.1`, 'no record\n{"half": ');
    const { code, out } = await explained(id);
    expect([code, out.includes('answered by the panel')]).toEqual([0, true]);
    const { code: none, err } = await explained('f'.repeat(32));
    expect([none, err.replaceAll(/\s+/g, ' ').includes('has the id')]).toEqual([71, true]);
  });
});

describe('hearthgate explain -', () => {
  test('judges a pasted command line of curl with its secret, and prints none of it', async () => {
    const right = await pasted(curlLine(keys.alice.secret));
    expect([right.code, right.out.includes('its secret was compared')]).toEqual([0, true]);
    const wrongSecret = 'w'.repeat(40);
    const wrong = await pasted(curlLine(wrongSecret));
    expect([wrong.code, wrong.out.includes('refused: secret_wrong')]).toEqual([1, true]);
    expect((await pasted(curlLine(keys.alice.secret), '--offline')).code).toBe(0);
    for (const { out, err } of [right, wrong]) expect(out + err).not.toMatch(new RegExp(`${keys.alice.secret}|${wrongSecret}`));
    const audited = readFileSync(join(gateway.folder, 'audit.log'), 'utf8') + gateway.log.join('\n');
    expect(audited).not.toMatch(new RegExp(`${keys.alice.secret}|${wrongSecret}`));
  });

  test('also where the client has mixed up its fields', async () => {
    const secret = keys.alice.secret;
    for (const line of [
      `curl http://x/api/ -d access_key=${secret} -d secret_key=${secret} -d cmd=${secret}`,
      `curl http://x/api/ -d cmd=${secret}`,
    ])
      for (const more of [[], ['--offline'], ['--json']]) {
        const { out, err } = await pasted(line, ...more);
        expect(out + err).not.toContain(secret);
      }
  });
});
