import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { keepGrade, readGrade } from '../../src/doctor/grade/grade-file.ts';
import { type AskedGateway, openAskedGateway } from '../ask/asked-gateway.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { noticeCaFile, type NoticeReceiver, startNoticeReceiver } from '../support/notice-receiver.ts';
import { readCertificate } from '../support/certificate.ts';
import { startRecordingPanel } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

// Each kind of notice, by the thing that it is about: a whole gateway before a panel, and a receiver with TLS.

const dayMs = 86_400_000;
const alice = { panel: 'main', key: keys.alice.id, user: 'alice' };
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

let clock: ManualClock;
let site: Site;
let receiver: NoticeReceiver;
let gateway: AskedGateway;
beforeEach(async () => {
  clock = new ManualClock();
  site = await openSite();
  receiver = await startNoticeReceiver();
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
  await site.close();
});

async function open(options: Partial<Parameters<typeof openAskedGateway>[1]> = {}): Promise<void> {
  const { notices, settings, ...others } = options;
  gateway = await openAskedGateway(site, {
    clock,
    notices: { url: receiver.url, caFile: noticeCaFile, ...notices },
    settings: { limits: { failures: { pair: { attempts: 2, per: '1h' } } }, ...settings },
    // The clock goes on by days, and the panel's files are not read meanwhile.
    panel: { state: { files: site.folder.root, maxAge: '24d' } },
    ...others,
  });
}

const wrong = 'x'.repeat(40);
const told = (type: string): readonly unknown[] =>
  receiver.received
    .filter(({ notice }) => notice.type === type)
    .map(({ notice: { data, summary } }) => Object.assign({ summary }, data));
const arrived = (type: string, count = 1): Promise<void> => until(() => told(type).length >= count);

function mail(from: string, command: string): Promise<unknown> {
  return gateway.send(from, callWith(keys.alice, command, 'alice'));
}

describe('a notice is sent', () => {
  test('of a ban where a key is known, and of no other', async () => {
    await open();
    await gateway.call('127.0.0.1');
    for (const from of ['127.0.0.9', '127.0.0.1']) for (let tries = 0; tries < 3; tries += 1) await gateway.call(from, wrong);
    await arrived('ban.known_client');
    expect(told('ban.known_client')).toEqual([
      {
        host: expect.any(String),
        ...alice,
        network: '127.0.0.1',
        cause: 'pair',
        level: 1,
        seconds: 900,
        summary: `The key ${keys.alice.id} of alice is banned at 127.0.0.1 from the panel main for 15m after failed logins, and a key is used from there`,
      },
    ]);
    expect(receiver.received.map(({ isSigned }) => isSigned)).not.toContain(false);
    await gateway.hearthgate('bans', 'add', '127.0.0.1');
    expect(told('ban.known_client')).toHaveLength(1);
  });

  test('of a key that is used from a new network, or for a new command, when it was learned for a week', async () => {
    await open();
    await mail('127.0.0.1', 'v-list-mail-domains');
    clock.advance(6 * dayMs);
    await mail('127.0.1.1', 'v-list-mail-domains');
    clock.advance(2 * dayMs);
    await mail('127.0.1.2', 'v-list-mail-domains');
    await mail('127.0.2.1', 'v-list-mail-domains');
    await mail('127.0.2.1', 'v-list-mail-accounts');
    await mail('127.0.2.1', 'v-list-users');
    await Promise.all([arrived('key.new_network'), arrived('key.new_command', 2)]);
    const use = { ...alice, host: expect.any(String), summary: expect.stringContaining(' of alice is used ') };
    expect(told('key.new_network')).toEqual([
      { ...use, command: 'v-list-mail-domains', accepted: true, network: '127.0.2.0/24', firstUse: false },
    ]);
    expect(told('key.new_command')).toEqual([
      { ...use, command: 'v-list-mail-accounts', accepted: true, network: '127.0.2.1' },
      { ...use, command: 'v-list-users', accepted: false, network: '127.0.2.1' },
    ]);
  });

  test('of the first use of a key, when the record is a week old', async () => {
    await open();
    clock.advance(8 * dayMs);
    await mail('127.0.0.1', 'v-list-mail-domains');
    await arrived('key.new_network');
    expect(told('key.new_network')).toMatchObject([{ ...alice, network: '127.0.0.0/24', firstUse: true }]);
    expect(told('key.new_command')).toEqual([]);
  });

  test('of a key under attack, when it begins and a day later', async () => {
    await open({ settings: { limits: { failures: { key: { attempts: 3, per: '10d' } } } } });
    for (let host = 1; host <= 4; host += 1) await gateway.call(`127.0.3.${host}`, wrong);
    await arrived('key.under_attack');
    expect(told('key.under_attack')).toEqual([{ host: expect.any(String), ...alice, summary: expect.any(String) }]);
    clock.advance(dayMs);
    await arrived('key.under_attack', 2);
  });

  test('of a panel that is lost for a minute', async () => {
    await open();
    await site.panel.stop();
    await until(() => {
      clock.advance(1000);
      return told('panel.lost').length === 1;
    });
    expect(told('panel.lost')).toMatchObject([{ panel: 'main', reason: 'unreachable' }]);
    expect(told('panel.found')).toEqual([]);
  });

  test('of a certificate of its own that ends within a week', async () => {
    const listen = [{ port: 0, tls: { cert: fixture('ca-signed.crt'), key: fixture('ca-signed.key') } }];
    await open({ settings: { listen } });
    clock.advance(Date.parse('2056-11-14T15:11:43Z') - clock.wallMs());
    await gateway.hearthgate('notices', 'test');
    expect(told('certificate.expiring')).toEqual([]);
    clock.advance(dayMs + 1000);
    await arrived('certificate.expiring');
    expect(told('certificate.expiring')).toMatchObject([
      { file: fixture('ca-signed.crt'), expires: '2056-11-22T15:11:43.000Z', seconds: 7 * 86_400 - 1 },
    ]);
  });

  test('of a certificate of a panel that ends within a week', async () => {
    const panel = await startRecordingPanel({ tls: readCertificate('panel') });
    onTestFinished(() => panel.stop());
    const state = { files: site.folder.root, maxAge: '24d' };
    await open({ panel: { url: panel.origin, tls: { ca: fixture('panel.crt') }, state } });
    expect(await gateway.call('127.0.0.1')).toMatchObject({ status: 200 });
    clock.advance(Date.parse('2056-11-16T00:00:00Z') - clock.wallMs());
    await arrived('certificate.expiring');
    expect(told('certificate.expiring')).toMatchObject([{ panel: 'main', expires: '2056-11-22T15:11:43.000Z' }]);
  });

  test('of a run of doctor that found a fault, and of no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grade-'));
    const file = join(folder, 'doctor', 'grade');
    await keepGrade(file, { grade: 1, atSeconds: 1_800_000_000 });
    await open({ doctorGrade: () => readGrade(file, process.getuid?.()) });
    await gateway.hearthgate('notices', 'test');
    expect(told('doctor.fault')).toEqual([]);
    await keepGrade(file, { grade: 2, atSeconds: 1_800_000_060 });
    await arrived('doctor.fault');
    expect(told('doctor.fault')).toMatchObject([{ grade: 2 }]);
    rmSync(folder, { recursive: true });
  });
});

describe('notices', () => {
  test('are of the kinds that the configuration names alone', async () => {
    await open({ notices: { kinds: ['key.new_command'] } });
    clock.advance(8 * dayMs);
    await mail('127.0.0.1', 'v-list-mail-domains');
    clock.advance(8 * dayMs);
    await mail('127.0.1.1', 'v-list-mail-accounts');
    await arrived('key.new_command');
    expect(receiver.received).toHaveLength(1);
  });

  test('delay no call, also where the receiver never answers', async () => {
    await open();
    receiver.answer = () => undefined;
    clock.advance(8 * dayMs);
    await mail('127.0.0.1', 'v-list-mail-domains');
    await until(() => receiver.received.length === 1);
    for (let count = 0; count < 20; count += 1)
      expect(await mail('127.0.0.1', 'v-list-mail-domains')).toMatchObject({ status: 200 });
    expect(receiver.received).toHaveLength(1);
  });

  test('repeat no text of a client', async () => {
    const planted = 'Planted0123456789xyz';
    await open();
    await gateway.call('127.0.0.1');
    clock.advance(8 * dayMs);
    for (const from of ['127.0.0.1', '127.0.4.1']) {
      const good = callWith(keys.alice, 'v-list-mail-domains', 'alice');
      const bodies = [
        { ...good, arg2: planted },
        { ...good, cmd: planted },
        { ...good, cmd: `v-${planted}` },
        { ...good, access_key: planted },
        { ...good, access_key: planted },
        { ...good, access_key: planted },
        { ...good, secret_key: planted.padEnd(40, 'x') },
        { user: planted, password: planted, cmd: 'v-list-users' },
        { ...good, [planted]: planted },
        { ...good, cmd: 'v-list-mail-accounts', arg1: planted },
      ];
      for (const body of bodies) await gateway.send(from, body);
      for (let tries = 0; tries < 3; tries += 1) await gateway.call(from, `${planted}${'x'.repeat(20)}`);
    }
    await Promise.all([arrived('key.new_network'), arrived('key.new_command'), arrived('ban.known_client')]);
    expect(receiver.received.map(({ text }) => text).join('\n')).not.toContain(planted);
    expect(gateway.log.filter((line) => line.includes('notice')).join('\n')).not.toContain(planted);
  });
});
