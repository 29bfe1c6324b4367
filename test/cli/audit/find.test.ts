import { lchownSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { FoundLog } from './found-log.ts';
import { hour, records } from './told-records.ts';

let log: FoundLog;
beforeEach(() => {
  log = new FoundLog();
});

async function eventsOf(...filter: readonly string[]): Promise<readonly unknown[]> {
  const { terminal } = await log.run('find', '--json', ...filter);
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
    log.write();
    expect(await eventsOf(...filter)).toEqual(found);
  });

  test('tells people, and by its exit code that there is none', async () => {
    log.write();
    const { code, terminal } = await log.run('find', '--outcome', 'failed');
    expect([code, terminal.out()]).toEqual([
      0,
      `${hour(4)} refused  panel=two address=192.0.3.1 command=v-list-users reason=gateway_failed status=502\n`,
    ]);
    expect((await log.run('find', '--key', 'K9')).code).toBe(1);
  });

  test.each([
    [['--since', 'yesterday'], 'expected a time such as'],
    [['--address', '192.0.2.0/x'], 'expected an address or a network'],
    [['--outcome', 'good'], 'expected permitted or refused or failed'],
    [['--reason', 'bad_mood'], 'expected a reason'],
  ])('%j is a fault that is told', async (filter, words) => {
    log.write();
    await expect(log.run('find', ...filter)).rejects.toThrow(words);
  });
});

describe('audit export', () => {
  test('gives CSV in which nothing is a formula', async () => {
    log.write();
    const { terminal } = await log.run('export', '--format', 'csv');
    const [head = '', ...rows] = terminal.out().split('\r\n');
    expect(head).toMatch(/^time,event,id,trace,panel,.*,run,seq,mac$/);
    expect(rows).toHaveLength(7);
    expect(rows[5]).toContain(`,"'=cmd(""x""), he said",`);
  });

  test('gives syslog of RFC 5424, with the line behind its fields', async () => {
    log.write();
    const { terminal } = await log.run('export', '--format', 'syslog', '--outcome', 'refused');
    const [refused = ''] = terminal.out().split('\n');
    expect(refused).toMatch(
      /^<84>1 2026-01-02T03:00:00\.000Z \S+ hearthgate - refused \[hearthgate@32473 id="b" .*reason="key_unknown" status="401"\] \{/,
    );
    expect(JSON.parse(refused.slice(refused.indexOf('] {') + 2))).toEqual(records.refused);
  });

  test('gives one message of syslog for a line, whatever somebody has written into the file', async () => {
    const made = {
      time: 'x\n<13>1 - root su - - - forged',
      event: 'sent',
      note: 'a\r\n<13>1 forged\u0085',
      'x="y"] z': '1',
      id: 'd',
    };
    writeFileSync(log.file, `${JSON.stringify(made)}\n`);
    const { terminal } = await log.run('export', '--format', 'syslog');
    expect(terminal.out()).toMatch(
      /^<86>1 - \S+ hearthgate - sent \[hearthgate@32473 note="a\\\\x0d\\\\x0a<13>1 forged\\\\x85" id="d"\] \{[ -~]*\}\n$/,
    );
  });

  test('reads no file by a link that somebody has put among those of the log', async () => {
    log.write();
    symlinkSync(join(log.folder, 'gateway.yaml'), `${log.file}.9`);
    const { terminal } = await log.run('export');
    expect(terminal.err()).toMatch(/audit\.log\.9 is left out: it is a symbolic link/);
    await expect(log.run('verify')).rejects.toThrow(/audit\.log\.9 cannot be read: it is a symbolic link/);
  });

  test.skipIf(process.getuid?.() !== 0)('follows a link by its name only where it is of root or of who reads', async () => {
    writeFileSync(join(log.folder, 'secret'), `${JSON.stringify(records.sent)}\n`);
    symlinkSync(join(log.folder, 'secret'), `${log.file}.9`);
    expect((await log.run('export', `${log.file}.9`)).terminal.out()).not.toBe('');
    lchownSync(`${log.file}.9`, 65_534, 65_534);
    const { code, terminal } = await log.run('export', `${log.file}.9`);
    expect([code, terminal.out(), terminal.err()]).toEqual([
      1,
      '',
      expect.stringContaining('belongs to another user (uid 65534)'),
    ]);
  });

  test('gives entries of the journal', async () => {
    log.write();
    const { terminal } = await log.run('export', '--format', 'journal', '--outcome', 'failed');
    const fields = terminal.out().split('\n');
    expect(fields).toContain(`__REALTIME_TIMESTAMP=${Date.parse(hour(4)) * 1000}`);
    expect(fields).toContain('PRIORITY=3');
    expect(fields).toContain('HEARTHGATE_REASON=gateway_failed');
    expect(fields.slice(-2)).toEqual(['', '']);
  });
});
