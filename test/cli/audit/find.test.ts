import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { commands } from '../../../src/cli/commands.ts';
import { findCommandLine } from '../../../src/cli/line/find-command-line.ts';
import { readGiven } from '../../../src/cli/line/read-given.ts';
import { type CapturedTerminal, captureTerminal } from '../capture-terminal.ts';
import { hour, records } from './told-records.ts';
import { until } from '../../support/until.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'logs'));
  file = join(folder, 'logs', 'audit.log');
  writeFileSync(
    join(folder, 'gateway.yaml'),
    'audit: { file: logs/audit.log }\nclients: { allow: [127.0.0.1] }\npanels: [{ url: "https://127.0.0.1:8083" }]\n',
    { mode: 0o600 },
  );
});

function written(): void {
  const lines = Object.values(records).map((record) => `${JSON.stringify(record)}\n`);
  writeFileSync(`${file}.2.gz`, gzipSync(lines.slice(0, 2).join('')));
  writeFileSync(`${file}.1`, `${lines.slice(2, 4).join('')}{"time":"2026-01-02T04`);
  writeFileSync(file, lines.slice(4).join(''));
}

async function run(...words: readonly string[]): Promise<{ readonly code: number; readonly terminal: CapturedTerminal }> {
  const terminal = captureTerminal();
  return { code: await running(terminal, ...words), terminal };
}

function running(terminal: CapturedTerminal, ...words: readonly string[]): Promise<number> {
  const {
    commands: [line],
    args,
  } = findCommandLine(commands, ['audit', ...words, '--config', join(folder, 'gateway.yaml')]);
  if (line === undefined) throw new Error('no such command');
  return line.run(readGiven(line, args), terminal);
}

async function eventsOf(...filter: readonly string[]): Promise<readonly unknown[]> {
  const { terminal } = await run('find', '--json', ...filter);
  return terminal
    .out()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => nameOf(JSON.parse(line)));
}

function nameOf(found: unknown): string | undefined {
  return Object.entries(records).find(([, record]) => JSON.stringify(record) === JSON.stringify(found))?.[0];
}

describe('audit find', () => {
  test.each([
    [[], ['sent', 'answered', 'refused', 'failed', 'folded', 'banned']],
    [
      ['--address', '192.0.2.1'],
      ['sent', 'answered'],
    ],
    [
      ['--address', '192.0.0.0/16'],
      ['sent', 'answered', 'failed'],
    ],
    [
      ['--address', '2001:db8::7'],
      ['refused', 'folded'],
    ],
    [
      ['--address', '2001:db8::/32'],
      ['refused', 'folded'],
    ],
    [
      ['--key', 'K1'],
      ['sent', 'answered'],
    ],
    [['--user', 'bob'], ['refused']],
    [['--user', 'alice', '--outcome', 'permitted'], ['answered']],
    [
      ['--command', 'v-list-*'],
      ['sent', 'answered', 'failed'],
    ],
    [
      ['--command', 'v-list-user'],
      ['sent', 'answered'],
    ],
    [
      ['--reason', 'key_unknown'],
      ['refused', 'folded'],
    ],
    [
      ['--outcome', 'refused'],
      ['refused', 'folded'],
    ],
    [['--outcome', 'failed'], ['failed']],
    [['--panel', 'two'], ['failed']],
    [
      ['--trace', '0af7651916cd43dd8448eb211c80319c'],
      ['sent', 'answered'],
    ],
    [
      ['--since', '2026-01-02T03:00', '--until', '2026-01-02T05:00:00Z'],
      ['refused', 'failed'],
    ],
    [['--since', '1m'], []],
  ])('%j finds %j', async (filter, found) => {
    written();
    expect(await eventsOf(...filter)).toEqual(found);
  });

  test('tells people, and by its exit code that there is none', async () => {
    written();
    const { code, terminal } = await run('find', '--outcome', 'failed');
    expect([code, terminal.out()]).toEqual([
      0,
      `${hour(4)} refused  panel=two address=192.0.3.1 command=v-list-users reason=gateway_failed status=502\n`,
    ]);
    expect((await run('find', '--key', 'K9')).code).toBe(1);
  });

  test.each([
    [['--since', 'yesterday'], 'expected a time such as'],
    [['--address', '192.0.2.0/x'], 'expected an address or a network'],
    [['--outcome', 'good'], 'expected permitted or refused or failed'],
    [['--reason', 'bad_mood'], 'expected a reason'],
  ])('%j is a fault that is told', async (filter, words) => {
    written();
    await expect(run('find', ...filter)).rejects.toThrow(words);
  });
});

describe('audit export', () => {
  test('gives CSV in which nothing is a formula', async () => {
    written();
    const { terminal } = await run('export', '--format', 'csv');
    const [head = '', ...rows] = terminal.out().split('\r\n');
    expect(head).toMatch(/^time,event,id,trace,panel,.*,run,seq,mac$/);
    expect(rows).toHaveLength(7);
    expect(rows[5]).toContain(`,"'=cmd(""x""), he said",`);
  });

  test('gives syslog of RFC 5424, with the line behind its fields', async () => {
    written();
    const { terminal } = await run('export', '--format', 'syslog', '--outcome', 'refused');
    const [refused = ''] = terminal.out().split('\n');
    expect(refused).toMatch(
      /^<84>1 2026-01-02T03:00:00\.000Z \S+ hearthgate - refused \[hearthgate@32473 id="b" .*reason="key_unknown" status="401"\] \{/,
    );
    expect(JSON.parse(refused.slice(refused.indexOf('] {') + 2))).toEqual(records.refused);
  });

  test('gives entries of the journal', async () => {
    written();
    const { terminal } = await run('export', '--format', 'journal', '--outcome', 'failed');
    const fields = terminal.out().split('\n');
    expect(fields).toContain(`__REALTIME_TIMESTAMP=${Date.parse(hour(4)) * 1000}`);
    expect(fields).toContain('PRIORITY=3');
    expect(fields).toContain('HEARTHGATE_REASON=gateway_failed');
    expect(fields.slice(-2)).toEqual(['', '']);
  });
});

describe('audit tail', () => {
  test('gives the last ones, also from what was rotated away', async () => {
    written();
    const { terminal } = await run('tail', '--lines', '3', '--format', 'jsonl');
    expect(
      terminal
        .out()
        .trimEnd()
        .split('\n')
        .map((line) => nameOf(JSON.parse(line))),
    ).toEqual(['failed', 'folded', 'banned']);
  });

  test('follows the file over a rotation, and ends with a signal', async () => {
    written();
    const terminal = captureTerminal();
    const ended = running(terminal, 'tail', '--follow', '--lines', '1', '--format', 'jsonl', '--user', 'alice');
    await until(() => terminal.out() !== '');
    const before = terminal.out().length;
    appendFileSync(file, `${JSON.stringify(records.sent)}\n${JSON.stringify(records.failed)}\n{"time":"2026-`);
    await until(() => terminal.out().length > before);
    appendFileSync(file, `01-02","event":"sent","user":"alice","old":1}\n`);
    renameSync(file, `${file}.3`);
    appendFileSync(`${file}.3`, `${JSON.stringify({ ...records.sent, old: 2 })}\n`);
    writeFileSync(file, `${JSON.stringify({ ...records.sent, old: 3 })}\n`);
    await until(() => terminal.out().includes('"old":3'));
    terminal.signals.emit('SIGTERM');
    expect(await ended).toBe(0);
    const lines = terminal.out().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).old)).toEqual([undefined, undefined, 1, 2, 3]);
    expect(readFileSync(file, 'utf8')).toContain('"old":3');
  });
});
