import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrivalWith } from '../../support/facts.ts';
import { linesOf, type OpenedLog, openLog, testFolder } from './opened-log.ts';
import { faultsOf } from './record-forms.ts';
import { answeredWith, subjectWith } from './requests.ts';

/** A call that begins and ends in one turn of the event loop. */
function tell({ audit, endTurn }: OpenedLog, number: number): void {
  const arrival = arrivalWith({ requestId: number.toString(16).padStart(32, '0') });
  void audit.sending(subjectWith({ arrival }));
  audit.ended(answeredWith({}, { arrival }));
  endTurn();
}

/** What the lines of these files are about, in their order: the number of the call and the event. */
function told(...files: readonly string[]): string[] {
  const lines = files.flatMap(linesOf);
  expect(lines.flatMap(faultsOf)).toEqual([]);
  return lines.map((line) => JSON.parse(line)).map(({ id, event }) => `${Number(`0x${id}`)} ${event}`);
}

function bothLinesOf(calls: number): string[] {
  return Array.from({ length: calls }, (_each, number) => [`${number} sent`, `${number} answered`]).flat();
}

describe('a file that was moved while calls go on', () => {
  test('is left within a second, and no line is lost or torn', () => {
    const opened = openLog();
    const moved = Array.from({ length: 4 }, (_each, index) => `${opened.file}.${index}`);
    for (let number = 0; number < 100; number += 1) {
      tell(opened, number);
      if (number % 20 === 10 && number < 80) renameSync(opened.file, moved[(number - 10) / 20] ?? '');
      opened.clock.pass(100);
    }
    expect(told(...moved, opened.file)).toEqual(bothLinesOf(100));
    expect([...moved, opened.file].map((file) => linesOf(file).length)).toEqual([40, 40, 40, 40, 40]);
    expect(opened.messages).toEqual([]);
  });

  test('is left at once when it is opened anew, and no line is lost or torn', () => {
    const opened = openLog();
    renameSync(opened.file, `${opened.file}.1`);
    tell(opened, 0);
    opened.audit.reopen();
    tell(opened, 1);
    expect(told(`${opened.file}.1`)).toEqual(['0 sent', '0 answered']);
    expect(told(opened.file)).toEqual(['1 sent', '1 answered']);
    expect(statSync(opened.file).mode & 0o137).toBe(0);
  });

  test('is looked for once a second at most', () => {
    const opened = openLog();
    renameSync(opened.file, `${opened.file}.1`);
    opened.clock.pass(999);
    tell(opened, 0);
    expect(told(`${opened.file}.1`)).toEqual(['0 sent', '0 answered']);
    opened.clock.pass(1);
    tell(opened, 1);
    expect(told(opened.file)).toEqual(['1 sent', '1 answered']);
  });
});

test('a file that was deleted is made anew', () => {
  const opened = openLog();
  tell(opened, 0);
  unlinkSync(opened.file);
  opened.clock.pass(1000);
  tell(opened, 1);
  expect(told(opened.file)).toEqual(['1 sent', '1 answered']);
});

describe('a file that cannot be opened anew', () => {
  test('because its folder was moved is written on where it is now, and the log says so once', () => {
    const folder = join(testFolder(), 'logs');
    mkdirSync(folder);
    const opened = openLog({ file: join(folder, 'audit.log') });
    renameSync(folder, `${folder}.old`);
    opened.audit.reopen();
    for (let number = 0; number < 5; number += 1) {
      opened.clock.pass(1000);
      tell(opened, number);
    }
    expect(told(join(`${folder}.old`, 'audit.log'))).toEqual(bothLinesOf(5));
    expect(opened.messages).toEqual([
      expect.stringMatching(/^error: audit\.file: .*ENOENT.*create its folder\. The file that was open before is written on\./),
    ]);

    mkdirSync(folder);
    opened.clock.pass(1000);
    tell(opened, 5);
    expect(told(opened.file)).toEqual(['5 sent', '5 answered']);
    expect(opened.messages.slice(1)).toEqual([
      expect.stringMatching(/^info: audit\.file: \S+ can be opened again, and is written/),
    ]);
  });

  test('because a link took its place is written on, and where the link leads nothing is', () => {
    const opened = openLog();
    const target = join(dirname(opened.file), 'target');
    renameSync(opened.file, `${opened.file}.1`);
    symlinkSync(target, opened.file);
    opened.clock.pass(1000);
    tell(opened, 0);
    expect(told(`${opened.file}.1`)).toEqual(['0 sent', '0 answered']);
    expect(lstatSync(target, { throwIfNoEntry: false })).toBeUndefined();
    expect(opened.messages).toEqual([expect.stringContaining('symbolic link')]);
    rmSync(opened.file);
  });
});

test('a log that is closed takes no call', () => {
  const opened = openLog();
  opened.audit.close();
  expect(() => opened.audit.sending(subjectWith())).toThrow('closed');
  expect(readFileSync(opened.file, 'latin1')).toBe('');
});
