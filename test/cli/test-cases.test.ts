import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { makePanelFolder, type PanelFolder } from '../support/panel-folder.ts';
import { callWith, keys, openSite } from '../support/site.ts';
import { openAskedGateway } from '../ask/asked-gateway.ts';
import { captureTerminal } from './capture-terminal.ts';

const key = { id: 'ALICEALICEALICEALICE', secret: 's'.repeat(40), user: 'alice', permissions: 'reader' };
const profiles = { reader: { role: 'user', commands: ['v-list-user'] } } as const;

let panel: PanelFolder;
let folder = '';
beforeAll(async () => {
  panel = await makePanelFolder({ keys: [key], profiles });
});
afterAll(() => panel.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-cases-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  write('gateway.yaml', { clients: { allow: ['192.0.2.0/24'] }, panels: [{ state: { files: panel.root } }] });
});

function write(name: string, content: object): void {
  writeFileSync(join(folder, name), JSON.stringify(content, undefined, 1));
}

async function hearthgate(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = captureTerminal();
  const code = await run(['test', ...args, '--config', join(folder, 'gateway.yaml')], terminal);
  return { code, out: terminal.out().replaceAll(folder, 'HERE'), err: terminal.err().replaceAll(folder, 'HERE') };
}

const call = { from: '192.0.2.7', key: key.id, command: 'v-list-user', args: ['alice'] };
const good = [
  { ...call, expect: 'permitted' },
  { ...call, args: ['bob'], expect: 'user_mismatch' },
  { ...call, from: '203.0.113.9', expect: 'address_not_allowed' },
  { ...call, command: 'v-add-user', expect: 'command_not_allowed' },
];

describe('hearthgate test FILE', () => {
  test('is 0 where each case is judged as expected', async () => {
    write('cases.yaml', { cases: good });
    expect(await hearthgate(join(folder, 'cases.yaml'))).toEqual({ code: 0, out: '4 cases, all as expected\n', err: '' });
  });

  test('is 1 with the differences, and what would allow a call', async () => {
    write('cases.yaml', {
      cases: [...good, { ...call, from: '203.0.113.9', expect: 'permitted' }, { ...call, expect: 'key_unknown' }],
    });
    const { code, out, err } = await hearthgate(join(folder, 'cases.yaml'));
    expect([code, err]).toEqual([1, '']);
    await expect(out.replaceAll('HERE/', '')).toMatchFileSnapshot('../golden/test-differences.txt');
    const json = await hearthgate(join(folder, 'cases.yaml'), '--json');
    expect(json.code).toBe(1);
    await expect(json.out).toMatchFileSnapshot('../golden/test-differences.json');
  });

  test('writes the result as JUnit has it', async () => {
    write('cases.yaml', { cases: [good[0], { ...call, command: 'v-list-user', args: ['bob'], expect: 'permitted' }] });
    expect((await hearthgate(join(folder, 'cases.yaml'), '--junit', join(folder, 'result.xml'))).code).toBe(1);
    const xml = readFileSync(join(folder, 'result.xml'), 'utf8');
    expect(xml).toContain('tests="2" failures="1"');
    expect(xml).toContain('<failure message="expected permitted, found user_mismatch">');
    expect(xml.match(/<testcase [^>]*\/>/g)).toHaveLength(1);
  });

  test('tells each fault of the file with its line and column', async () => {
    writeFileSync(
      join(folder, 'cases.yaml'),
      `cases:\n  - { from: nowhere, key: short, command: v-list-user, args: [alice], expect: allowed }\n  - { from: 192.0.2.7, key: ${key.id}, command: v-list-user, arg: x, expect: permitted }\n`,
    );
    const { code, err } = await hearthgate(join(folder, 'cases.yaml'));
    expect(code).toBe(78);
    for (const fault of [
      'line 2, column 13: cases[0].from: expected an address',
      'cases[0].key:',
      'cases[0].expect: expected permitted, or a reason',
      'line 3, column',
    ])
      expect(err.replaceAll(/\s+/g, ' ')).toContain(fault);
    expect((await hearthgate(join(folder, 'none.yaml'))).code).toBe(78);
    expect((await hearthgate()).code).toBe(64);
  });
});

describe('a file of cases', () => {
  test.each([
    [[{ ...call, key: `${key.id}:${key.secret}`, expect: 'permitted' }], 'expected the id of an access key, without its secret'],
    [[{ ...call, from: key.secret, expect: 'permitted' }], 'expected an address'],
    [[{ ...call, expect: key.secret }], 'expected permitted, or a reason'],
    [[{ ...call, argCount: 1, expect: 'permitted' }], 'goes in place of args'],
    [[], 'expected at least one case'],
  ])('with a fault tells it, and repeats no value: %#', async (cases, words) => {
    write('cases.yaml', { cases });
    const { code, out, err } = await hearthgate(join(folder, 'cases.yaml'));
    expect([code, out]).toEqual([78, '']);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(err).not.toContain(key.secret);
  });
});

test('what keeps cases from being tested is told with its place', async () => {
  write('cases.yaml', { cases: [{ ...call, panel: 'two', expect: 'permitted' }] });
  expect((await hearthgate(join(folder, 'cases.yaml'))).err.replaceAll(/\s+/g, ' ')).toContain('cases.yaml, line 3: --panel');
  write('cases.yaml', { cases: good });
  const { code, err } = await hearthgate(join(folder, 'cases.yaml'), '--junit', join(folder, 'no/result.xml'));
  expect([code, err.includes('--junit: HERE/no/result.xml cannot be written')]).toEqual([71, true]);
});

describe('hearthgate test --record', () => {
  test('prints the calls of the audit log as cases, which a changed configuration is tried against', async () => {
    const site = await openSite();
    onTestFinished(site.close);
    const gateway = await openAskedGateway(site);
    onTestFinished(gateway.stop);
    for (let count = 0; count < 3; count += 1) await gateway.call('127.0.0.1');
    await gateway.call('127.0.0.2');
    await gateway.call('127.0.0.1', 'x'.repeat(40));
    await gateway.send('127.0.0.1', callWith(keys.alice, 'v-list-mail-domains', 'bob'));
    await gateway.send('127.0.0.1', callWith(keys.root, 'v-list-users', 'secret-argument'));
    const { code, out } = await gateway.hearthgate('test', '--record', '7d');
    expect(code).toBe(0);
    expect(out).toMatch(/^# Calls since .*does not hold the values of arguments/m);
    expect(out).not.toMatch(/secret-argument|x{40}/);
    expect(out.match(/calls: \d+|expect: \w+/g)).toEqual([
      'expect: permitted',
      'calls: 3',
      'expect: permitted',
      'calls: 1',
      'expect: user_mismatch',
      'calls: 1',
      'expect: permitted',
      'calls: 1',
    ]);
    const file = join(gateway.folder, 'last-week.yaml');
    writeFileSync(file, out);
    expect((await gateway.hearthgate('test', file)).out).toBe('4 cases, all as expected\n');

    const changed = join(gateway.folder, 'changed.yaml');
    writeFileSync(
      changed,
      JSON.stringify({ clients: { allow: ['127.0.0.1'] }, panels: [{ state: { files: site.folder.root } }] }),
    );
    const terminal = captureTerminal();
    expect(await run(['test', file, '--config', changed], terminal)).toBe(1);
    expect(terminal.out()).toMatch(/from\s+127\.0\.0\.2[^]*\n {2}expected permitted, found address_not_allowed\n/);
    expect(terminal.out()).toContain('1 of 4 cases');
  });

  test('leaves out what is older', async () => {
    const record = {
      time: '2020-01-01T00:00:00.000Z',
      event: 'answered',
      panel: 'main',
      address: '192.0.2.7',
      credential: 'access-key',
    };
    writeFileSync(join(folder, 'audit.log'), `${JSON.stringify({ ...record, key: key.id, command: 'v-list-user', args: 1 })}\n`);
    write('gateway.yaml', { audit: { file: 'audit.log' }, clients: { allow: [] }, panels: [{ state: { files: panel.root } }] });
    expect((await hearthgate('--record', '7d')).out).toContain('cases: []');
    expect((await hearthgate('--record', 'soon')).code).toBe(64);
  });
});
