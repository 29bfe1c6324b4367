import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { linesOf } from '../../src/cli/audit/read/lines-of.ts';
import { auditFiles, auditRecords, tellLeftOut } from '../../src/cli/audit/read/read-audit.ts';
import { findRequest } from '../../src/cli/explain/find-request.ts';
import { captureTerminal } from './capture-terminal.ts';

let folder = '';
let audit = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-read-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  audit = join(folder, 'audit.log');
});

/** @param age the higher, the older */
function write(name: string, content: string | Buffer, age: number): void {
  const path = join(folder, name);
  writeFileSync(path, content);
  utimesSync(path, 1_000_000 - age, 1_000_000 - age);
}

function record(id: string, event: string, decision = 'allow'): string {
  return `${JSON.stringify({ id, event, decision })}\n`;
}

async function idsRead(): Promise<{ readonly ids: readonly unknown[]; readonly told: readonly string[] }> {
  const terminal = captureTerminal();
  const ids: unknown[] = [];
  for (const path of await auditFiles(audit, tellLeftOut(terminal)))
    for await (const { id } of auditRecords(path, terminal)) ids.push(id);
  return { ids, told: terminal.err().replaceAll(`${folder}/`, '').trimEnd().split('\n') };
}

describe('the audit log is read', () => {
  test('with what was moved away, the newest file first', async () => {
    write('audit.log', record('c', 'sent'), 0);
    write('audit.log.1', record('b', 'sent'), 1);
    write('audit.log-20270101.gz', gzipSync(record('a', 'sent')), 2);
    write('audit.log.ignored', 'no record\n', 3);
    write('other.log', record('x', 'sent'), 0);
    expect(await idsRead()).toEqual({ ids: ['c', 'b', 'a'], told: [''] });
  });

  test('past files that cannot be read, each of which is named with why', async () => {
    const packed = gzipSync(Array.from({ length: 20_000 }, (_, count) => record(`${count} ${Math.random()}`, 'sent')).join(''));
    write('audit.log', record('now', 'sent'), 0);
    write('audit.log.1.gz', '', 1);
    write('audit.log.2.gz', 'no gzip', 2);
    write('audit.log.3.gz', packed.subarray(0, packed.length / 2), 3);
    write('audit.log.4.xz', 'xz', 4);
    symlinkSync('nowhere', `${audit}.5`);
    write('audit.log.6', record('last', 'sent'), 6);
    const { ids, told } = await idsRead();
    expect([ids[0], ids.at(-1)]).toEqual(['now', 'last']);
    expect(ids.length).toBeGreaterThan(1000);
    expect(
      told
        .map((line) => /^hearthgate: (\S+) is left out: \S/.exec(line)?.[1] ?? '')
        .toSorted((one, other) => one.localeCompare(other)),
    ).toEqual(['audit.log.1.gz', 'audit.log.2.gz', 'audit.log.3.gz', 'audit.log.4.xz', 'audit.log.5']);
  });

  test('a call whose two lines are in two files is found whole, and one that was refused is looked for no further', async () => {
    write('audit.log', record('a', 'answered') + record('b', 'refused', 'refuse'), 0);
    write('audit.log.1', record('a', 'sent'), 1);
    write('audit.log.2.xz', 'is not got to', 2);
    const terminal = captureTerminal();
    expect((await findRequest(audit, 'a', terminal)).map(({ event }) => event)).toEqual(['sent', 'answered']);
    expect((await findRequest(audit, 'b', terminal)).map(({ event }) => event)).toEqual(['refused']);
    expect(await findRequest(audit, 'none', terminal)).toEqual([]);
  });
});

test('a line that is longer than a record is passed over, in whatever pieces it comes, and never kept', async () => {
  const lines: string[] = [];
  for await (const line of linesOf(pieces())) lines.push(line);
  expect(lines).toEqual(['one', 'two', 'three']);
});

async function* pieces(): AsyncGenerator<Buffer> {
  yield Buffer.from('one\nt');
  yield await Promise.resolve(Buffer.from('wo\n\n'));
  for (let count = 0; count < 1000; count += 1) yield Buffer.alloc(10_000, 'x');
  yield Buffer.from('\nthree');
}
