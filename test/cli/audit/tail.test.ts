import { appendFileSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { captureTerminal } from '../capture-terminal.ts';
import { until } from '../../support/until.ts';
import { FoundLog } from './found-log.ts';
import { records } from './told-records.ts';

let log: FoundLog;
beforeEach(() => {
  log = new FoundLog();
});

function lineWith(old: number): string {
  return `${JSON.stringify({ ...records.sent, old })}\n`;
}

function nameOf(found: unknown): string | undefined {
  return Object.entries(records).find(([, record]) => JSON.stringify(record) === JSON.stringify(found))?.[0];
}

describe('audit tail', () => {
  test('gives the last ones, also from what was rotated away', async () => {
    log.write();
    const { terminal } = await log.run('tail', '--lines', '3', '--format', 'jsonl');
    expect(
      terminal
        .out()
        .trimEnd()
        .split('\n')
        .map((line) => nameOf(JSON.parse(line))),
    ).toEqual(['failed', 'folded', 'banned']);
  });

  test('follows the file that is written, also where it is not there yet, and what a gateway still writes into the one that was moved', async () => {
    log.write();
    renameSync(log.file, `${log.file}.4`);
    utimesSync(`${log.file}.1`, 4_000_000_000, 4_000_000_000);
    const terminal = captureTerminal();
    const ended = log.running(terminal, 'tail', '--follow', '--lines', '1', '--format', 'jsonl');
    await until(() => terminal.out() !== '');
    writeFileSync(log.file, lineWith(1));
    await until(() => terminal.out().includes('"old":1'));
    renameSync(log.file, `${log.file}.3`);
    writeFileSync(log.file, lineWith(3));
    // Time in which it sees that the file was moved; in less than that it passes for another reason.
    await new Promise((resolve) => setTimeout(resolve, 700));
    appendFileSync(`${log.file}.3`, lineWith(2));
    await until(() => terminal.out().includes('"old":3'));
    terminal.signals.emit('SIGTERM');
    expect(await ended).toBe(0);
    expect(terminal.out().match(/"old":\d/g)).toEqual(['"old":1', '"old":2', '"old":3']);
  });

  test('follows the file over a rotation, and ends with a signal', async () => {
    log.write();
    const terminal = captureTerminal();
    const ended = log.running(terminal, 'tail', '--follow', '--lines', '1', '--format', 'jsonl', '--user', 'alice');
    await until(() => terminal.out() !== '');
    const before = terminal.out().length;
    appendFileSync(log.file, `${JSON.stringify(records.sent)}\n${JSON.stringify(records.failed)}\n{"time":"2026-`);
    await until(() => terminal.out().length > before);
    appendFileSync(log.file, `01-02","event":"sent","user":"alice","old":1}\n`);
    renameSync(log.file, `${log.file}.3`);
    appendFileSync(`${log.file}.3`, `${JSON.stringify({ ...records.sent, old: 2 })}\n`);
    writeFileSync(log.file, `${JSON.stringify({ ...records.sent, old: 3 })}\n`);
    await until(() => terminal.out().includes('"old":3'));
    terminal.signals.emit('SIGTERM');
    expect(await ended).toBe(0);
    const lines = terminal.out().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).old)).toEqual([undefined, undefined, 1, 2, 3]);
    expect(readFileSync(log.file, 'utf8')).toContain('"old":3');
  });
});
