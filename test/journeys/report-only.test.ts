import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { readAgain } from '../../src/compose/reload/read-again.ts';
import type { DemoKey } from '../../src/demo/commands/demo-keys.ts';
import { type DemoSite, startDemoSite } from '../../src/demo/panel/demo-site.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { fieldsOf, itemsOf, textOf } from '../../src/domain/text/json-fields.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { askApi } from '../ask/ask-api.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { type CountingRelay, startCountingRelay } from '../support/counting-relay.ts';
import { post } from '../support/http-client.ts';

// The way of an administrator who puts the gateway before a panel that bills customers: report-only, what is suggested, enforced.

const dayMs = 86_400_000;
const inTwoWeeks = new Date(Date.now() + 14 * dayMs).toISOString().slice(0, 10);

interface Sent {
  readonly from: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly json?: true;
}

interface Foreign extends Sent {
  /** Why it is refused, and how `hearthgate explain` names the same call. */
  readonly reason: string;
  readonly explained: readonly string[];
}

let demo: DemoSite;
let relay: CountingRelay;
let gateway: Gateway;
let folder: string;
let file: string;
let url: string;

beforeEach(async () => {
  demo = await startDemoSite();
  relay = await startCountingRelay(demo.panel.origin);
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-way-'));
  file = join(folder, 'gateway.yaml');
  write({
    mode: 'report',
    reportUntil: inTwoWeeks,
    clients: { allow: [], before: ['127.0.0.0/24'] },
    limits: { key: { calls: 1, per: '1h' } },
  });
  const { settings, said } = readAgain(file, {});
  gateway = createGateway(settings, {
    clock: systemClock,
    log: silentLog,
    configuration: { said, read: (running) => readAgain(file, {}, running) },
  });
  [url = ''] = await gateway.start();
});
afterEach(async () => {
  await gateway.stop();
  await relay.stop();
  await demo.stop();
  rmSync(folder, { recursive: true });
});

function write(settings: object): void {
  const configuration = {
    data: folder,
    listen: [{ port: 0, plaintext: true }],
    admin: { socket: 'admin.sock' },
    audit: { file: 'audit.log' },
    panels: [{ url: relay.origin, state: { files: demo.places.panelFolder } }],
    ...settings,
  };
  writeFileSync(file, JSON.stringify(configuration), { mode: 0o600 });
}

/** Calls of five kinds of clients, each from its own address and more often than the limit has it. */
function traffic(): readonly Sent[] {
  const { keys } = demo;
  const calls: readonly Sent[] = [
    { from: '127.0.0.2', fields: by(keys.billing, 'v-list-user', 'bob', 'json') },
    { from: '127.0.0.3', fields: by(keys.aliceMail, 'v-list-mail-domains', 'alice', 'json'), json: true },
    {
      from: '127.0.0.4',
      fields: { hash: `${keys.aliceDns.id}:${keys.aliceDns.secret.reveal()}`, ...command('v-list-dns-domains', 'alice', 'json') },
    },
    { from: '127.0.0.5', fields: { hash: keys.apiKey.reveal(), ...command('v-list-users', 'json') } },
    {
      from: '127.0.0.6',
      fields: { user: 'admin', password: keys.adminPassword.reveal(), ...command('v-list-user', 'alice', 'json') },
      json: true,
    },
  ];
  return [...calls, ...calls, ...calls];
}

function foreign(from: string, key: DemoKey, cmd: string, ...args: readonly string[]): Omit<Foreign, 'reason'> {
  const fields = by(key, cmd, ...args);
  return { from, fields, explained: ['--from', from, '--key', key.id, '--cmd', cmd, ...args.flatMap((arg) => ['--arg', arg])] };
}

/** What none of them does. */
function foreignTraffic(): readonly Foreign[] {
  const { keys } = demo;
  return [
    { ...foreign('127.0.0.9', keys.billing, 'v-list-user', 'bob', 'json'), reason: 'address_not_allowed' },
    { ...foreign('127.0.0.3', keys.aliceMail, 'v-list-mail-domains', 'bob', 'json'), reason: 'user_mismatch' },
    { ...foreign('127.0.0.3', keys.aliceMail, 'v-delete-user', 'alice'), reason: 'command_not_allowed' },
    { ...foreign('127.0.0.4', keys.aliceDns, 'v-no-such-command', 'alice'), reason: 'command_unknown' },
    { ...foreign('127.0.0.4', keys.ghostMail, 'v-list-mail-domains', 'ghost'), reason: 'user_unknown' },
  ];
}

function by(key: DemoKey, cmd: string, ...args: readonly string[]): Record<string, string> {
  return { access_key: key.id, secret_key: key.secret.reveal(), ...command(cmd, ...args) };
}

function command(cmd: string, ...args: readonly string[]): Record<string, string> {
  return { cmd, ...Object.fromEntries(args.map((arg, index) => [`arg${index + 1}`, arg])) };
}

async function send({ from, fields, json }: Sent): Promise<number> {
  const body = json === true ? JSON.stringify(fields) : fields;
  const headers: Record<string, string> = json === true ? { 'content-type': 'application/json' } : {};
  return (await post(url, body, { from, headers })).status;
}

async function statusesOf(calls: readonly Sent[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const call of calls) statuses.push(await send(call));
  return statuses;
}

async function hearthgate(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = captureTerminal();
  const code = await run([...args, '--config', file], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

async function page(path: string): Promise<Readonly<Record<string, unknown>>> {
  return fieldsOf(JSON.parse((await askApi(`unix:${join(folder, 'admin.sock')}`, 'GET', path)).body));
}

const addressesIn = (each: unknown, field: string): readonly string[] =>
  itemsOf(fieldsOf(each)[field]).map((place) => textOf(fieldsOf(place)['address']));

/** The least that the clients need, as the commands tell it. */
async function suggested(): Promise<object> {
  const { keys } = demo;
  const allow = new Set<string>();
  let calls = 0;
  for (const { id } of [keys.billing, keys.aliceMail, keys.aliceDns]) {
    for (const each of itemsOf((await page(`/suggest?key=${id}`))['suggestions'])) {
      for (const address of addressesIn(each, 'addresses')) allow.add(address);
      calls = Math.max(calls, Number(fieldsOf(each)['callsPerMinute']));
    }
  }
  for (const each of itemsOf((await page('/keys'))['deprecated'])) {
    for (const address of addressesIn(each, 'from')) allow.add(address);
  }
  return {
    clients: { allow: [...allow] },
    limits: { key: { calls: calls * 2, per: '1m' } },
    auth: { apiKeys: 'allow', password: 'allow' },
  };
}

describe('from report-only to enforced', () => {
  it('nothing is refused on the way, and then all that is not theirs, each explained', async () => {
    const all = traffic();
    const permitted = all.map(() => 200);
    expect(await statusesOf(all)).toEqual(permitted);
    const { code, out } = await hearthgate('report');
    expect(code).toBe(0);
    for (const reason of ['address_not_allowed', 'api_disabled', 'key_rate']) expect(out).toContain(reason);

    write(await suggested());
    expect((await hearthgate('reload')).code).toBe(0);
    expect(await statusesOf(all)).toEqual(permitted);
    expect((await hearthgate('report')).out).toContain('everything is enforced');

    for (const each of foreignTraffic()) {
      expect(await send(each)).toBe(401);
      const explained = await hearthgate('explain', ...each.explained);
      expect([each.reason, explained.out.includes(each.reason)]).toEqual([each.reason, true]);
    }
    expect(relay.refusals()).toBe(0);
  });

  it('in report-only the panel sees no refusal that enforcing would have kept from it', async () => {
    const wrong = { ...demo.keys.billing, secret: demo.keys.aliceDns.secret };
    const calls: readonly Sent[] = [
      ...foreignTraffic(),
      { from: '127.0.0.2', fields: by(wrong, 'v-list-user', 'bob') },
      { from: '127.0.0.5', fields: { hash: 'x'.repeat(31), ...command('v-list-users') } },
      { from: '127.0.0.5', fields: { hash: demo.keys.apiKey.reveal(), ...command('v-no-such-command') } },
      { from: '127.0.0.6', fields: { user: 'alice', password: 'guess', ...command('v-list-users') } },
      { from: '127.0.0.6', fields: { user: 'admin', password: 'guess', ...command('') } },
    ];
    for (let round = 0; round < 5; round += 1) await statusesOf(calls);
    expect(relay.refusals()).toBe(0);
  });
});
