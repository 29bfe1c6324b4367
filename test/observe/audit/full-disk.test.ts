import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { arrivalWith } from '../../support/facts.ts';
import { linesOf, type OpenedLog, openLog, testFolder } from './opened-log.ts';
import { faultsOf } from './record-forms.ts';
import { answeredWith, notAllowed, refusedFrom, refusedWith, subjectWith } from './requests.ts';

interface FullDisk extends OpenedLog {
  /** There is room again: the name of the file leads to another disk. */
  readonly makeRoom: () => void;
}

/** A log on a device that takes no byte: each write fails as on a full disk. */
function logOnFullDisk(): FullDisk {
  const folder = testFolder();
  const disk = join(folder, 'disk');
  symlinkSync('/dev', disk);
  const opened = openLog({ file: join(disk, 'full') });
  const makeRoom = (): void => {
    unlinkSync(disk);
    symlinkSync(testFolder(), disk);
    opened.clock.pass(1000);
  };
  return { ...opened, makeRoom };
}

function arrivalOf(number: number): ReturnType<typeof arrivalWith> {
  return arrivalWith({ requestId: number.toString(16).padStart(32, '0') });
}

describe('while the disk is full', () => {
  test('no call is sent, because its line cannot be written', () => {
    const { audit } = logOnFullDisk();
    expect(() => audit.sending(subjectWith())).toThrow(
      /audit log cannot be written: ENOSPC: no space left on device.*make room on its disk/,
    );
    expect(() => audit.sending(subjectWith())).toThrow('ENOSPC');
  });

  test('the error is told once, and once that it is over', () => {
    const { audit, messages, endTurn, makeRoom } = logOnFullDisk();
    for (let count = 0; count < 50; count += 1) {
      audit.ended(refusedWith(notAllowed));
      endTurn();
    }
    expect(messages).toEqual([
      expect.stringMatching(/^error: the audit log cannot be written: ENOSPC.*make room on its disk\. Calls are refused until/),
    ]);
    makeRoom();
    audit.ended(refusedWith(notAllowed));
    endTurn();
    expect(messages.slice(1)).toEqual([expect.stringContaining('info: the audit log is written again')]);
  });

  test('no refusal is lost: lines wait, and beyond a thousand of them refusals are counted', () => {
    const { audit, records, lines, messages, makeRoom } = logOnFullDisk();
    for (let host = 0; host < 12_000; host += 1) audit.ended(refusedFrom(`10.1.${host >> 8}.${host & 255}`, notAllowed));
    makeRoom();
    audit.ended(refusedFrom('192.0.2.1', notAllowed));
    audit.close();

    const counts = records().map(({ event, count }) => (event === 'folded' ? Number(count) : 1));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12_001);
    expect(records().filter(({ event }) => event === 'refused').length).toBeGreaterThanOrEqual(1000);
    expect(lines().flatMap(faultsOf)).toEqual([]);
    expect(messages.join('\n')).not.toContain('lost');
  });

  test('the ends of calls that were sent before wait in their order, and come before the next call', () => {
    const { audit, records, clock, makeRoom } = logOnFullDisk();
    audit.ended(answeredWith({}, { arrival: arrivalOf(1) }));
    clock.pass(5);
    audit.ended(answeredWith({}, { arrival: arrivalOf(2) }));
    makeRoom();
    void audit.sending(subjectWith({ arrival: arrivalOf(3) }));
    expect(records().map(({ event, id, time }) => [event, Number(`0x${String(id)}`), time])).toEqual([
      ['answered', 1, '2026-01-02T03:04:05.678Z'],
      ['answered', 2, '2026-01-02T03:04:05.683Z'],
      ['sent', 3, '2026-01-02T03:04:06.683Z'],
    ]);
  });

  test('what waits is written by itself when there is room', async () => {
    const { audit, file, endTurn, makeRoom } = logOnFullDisk();
    audit.ended(answeredWith());
    endTurn();
    makeRoom();
    await expect.poll(() => linesOf(file)).toHaveLength(1);
  });

  test('what waits is bounded, and the log says how many lines are lost', () => {
    const { audit, lines, messages, makeRoom } = logOnFullDisk();
    for (let count = 0; count < 10_025; count += 1) audit.ended(answeredWith({}, { arrival: arrivalOf(count) }));
    makeRoom();
    audit.reopen();
    expect(lines()).toHaveLength(10_001);
    expect(JSON.parse(lines().at(-1) ?? '')).toEqual({ time: expect.any(String), event: 'lost', count: 25 });
    expect(lines()[0]).toContain(arrivalOf(25).requestId);
    expect(messages.at(-1)).toBe('error: lines of the audit log are lost {"lines":25}');
  });

  test('what waits when the gateway ends is said to be lost', () => {
    const { audit, messages } = logOnFullDisk();
    for (let count = 0; count < 3; count += 1) audit.ended(answeredWith());
    audit.close();
    expect(messages.at(-1)).toBe('error: lines of the audit log are lost {"lines":3}');
  });
});

describe('a real disk of 64 KiB', () => {
  test('that fills up in the middle of a line has no line that runs into another, and loses none', ({ skip }) => {
    const folder = testFolder();
    const mounted = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
    skip(!mounted, 'only root may mount a disk');
    onTestFinished(() => void execFileSync('/bin/umount', ['--lazy', folder]));
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(16_384));
    const { audit, file, messages } = openLog({ file: join(folder, 'audit.log') });

    const sentCalls = fill(audit);
    audit.ended(answeredWith({}, { arrival: arrivalOf(1_000_001) }));
    expect(sentCalls).toBeGreaterThan(10);
    // The disk is full, and the last line is cut off.
    expect(readFileSync(file).at(-1)).not.toBe(0x0a);
    expect(statSync(file).size % 4096).toBe(0);
    expect(() => audit.sending(subjectWith())).toThrow('ENOSPC');
    rmSync(ballast);
    void audit.sending(subjectWith({ arrival: arrivalOf(1_000_002) }));

    const torn = linesOf(file).filter((line) => !line.endsWith('}'));
    const whole = linesOf(file).filter((line) => line.endsWith('}'));
    expect(torn).toHaveLength(1);
    expect(whole.flatMap(faultsOf)).toEqual([]);
    expect(whole.map((line) => Number(`0x${JSON.parse(line).id}`))).toEqual([
      ...Array.from({ length: sentCalls }, (_each, number) => number),
      1_000_001,
      1_000_002,
    ]);
    expect(messages).toHaveLength(2);
  });
});

/** Tells of calls until one may not be sent, and gives back how many might. */
function fill(audit: OpenedLog['audit']): number {
  for (let number = 0; number < 10_000; number += 1) {
    try {
      void audit.sending(subjectWith({ arrival: arrivalOf(number) }));
    } catch {
      // The disk is full.
      return number;
    }
  }
  throw new Error('the disk does not fill up');
}
