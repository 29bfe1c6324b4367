import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { headWith, keyOfFirstLine, keyOfNextLine, keyOfNextRun, macOf } from '../../../src/observe/chain/chain-key.ts';
import { readChainKey } from '../../../src/observe/chain/read-chain-key.ts';
import { sealedText } from '../../../src/observe/chain/sealed-line.ts';
import { Anchors } from '../../../src/cli/audit/verify/anchors.ts';
import { ChainCheck } from '../../../src/cli/audit/verify/chain-check.ts';
import { LineCheck } from '../../../src/cli/audit/verify/line-check.ts';
import { type LogLine, WrittenLog } from './written-log.ts';

// What somebody does who knows how the log is proven, and what a machine does that must not be taken for it.

function logOf(calls: number): WrittenLog {
  const log = new WrittenLog();
  log.start();
  for (let count = 0; count < calls; count += 1) {
    log.call();
    log.anchor();
  }
  return log;
}

/** As who has the verification key writes it. */
function writtenAnew(log: WrittenLog, { seal, file }: LogLine): LogLine {
  if (seal === undefined) throw new Error('a line of no chain');
  let key = keyOfFirstLine(readChainKey(log.key));
  for (let step = 0; step < seal.seq; step += 1) key = keyOfNextLine(key);
  const text = seal.text.replace(/"time":"\d{4}/, '"time":"2024');
  const mac = macOf(key, text);
  return { file, seal: { ...seal, text, mac }, text: sealedText(text, mac) };
}

function withLine(log: WrittenLog, at: number, make: (line: LogLine) => LogLine): LogLine[] {
  const lines = log.lines();
  const line = lines[at];
  if (line === undefined) throw new Error('no such line');
  return lines.with(at, make(line));
}

const told = (remarks: readonly { readonly kind: string; readonly text: string }[], kind: string): readonly string[] =>
  remarks.filter((remark) => remark.kind === kind).map(({ text }) => text);

describe('who has the verification key', () => {
  test('and can write into the process log cannot put another anchor in the place of one', async () => {
    const log = logOf(2);
    const last = JSON.parse(readFileSync(log.anchors, 'utf8').trimEnd().split('\n').at(-1) ?? '');
    const lines = withLine(log, last.seq, (line) => writtenAnew(log, line));
    log.put(lines);
    const head = lines.reduce((before, { seal }) => headWith(before, seal?.mac ?? ''), '');
    appendFileSync(log.anchors, `${JSON.stringify({ ...last, mac: lines.at(-1)?.seal?.mac, head })}\n`);
    const { code, remarks } = await log.verify();
    expect(code).toBe(2);
    expect(told(remarks, 'tampered')).toContainEqual(
      expect.stringMatching(/^two anchors tell different things of line 4 of run 0/),
    );
  });

  test('is found also where the beginning of the run was rotated away', async () => {
    const log = logOf(4);
    log.put(log.lines().slice(3));
    expect(await log.verify()).toEqual(expect.objectContaining({ code: 0, lines: 6 }));
    log.put(withLine(log, 2, (line) => writtenAnew(log, line)));
    const { code, remarks } = await log.verify();
    expect(code).toBe(2);
    expect(told(remarks, 'tampered')).toEqual([
      expect.stringMatching(/^the anchor tells of another line 6 of run 0/),
      expect.anything(),
    ]);
  });
});

describe('who can write the file', () => {
  test('cannot put lines of no chain in the place of those that he took from its beginning', async () => {
    const log = logOf(4);
    const made = { file: log.file, seal: undefined, text: '{"time":"2026-01-02T03:04:05.678Z","event":"sent"}' };
    log.put([made, ...log.lines().slice(3)]);
    const { code, remarks } = await log.verify();
    expect(code).toBe(2);
    expect(told(remarks, 'tampered')).toEqual([
      expect.stringMatching(/^1 lines before this one are of no chain, which began before/),
    ]);
  });

  test('cannot put a file of his own between two others', async () => {
    const log = logOf(1);
    log.stop();
    log.rotate();
    log.start();
    log.rotate();
    log.call();
    log.anchor();
    writeFileSync(`${log.file}.1`, '{"time":"2026-01-02T03:04:05.678Z","event":"sent"}\n');
    for (const files of [log.files, log.files.toReversed()]) {
      const { code, remarks } = await log.verifyFiles(files);
      expect(code).toBe(2);
      expect(told(remarks, 'tampered')).toContainEqual(expect.stringMatching(/^the line is of no chain/));
    }
  });

  test.each([
    ['in the middle', (text: string) => text.replace('"chain"', '"chain')],
    ['in its code', (text: string) => text.replace('"mac"', '"mac')],
  ])('cannot make a line that he changed %s look like one that was torn', async (_where, change) => {
    const log = logOf(1);
    log.put(withLine(log, 0, (line) => ({ ...line, text: change(line.text) })));
    const { code, remarks } = await log.verify();
    expect(code).toBe(2);
    expect(told(remarks, 'tampered')).toContainEqual(expect.stringMatching(/ changed or added|added or changed/));
  });

  test('cannot move a run behind one that began later', async () => {
    const log = logOf(1);
    log.stop();
    log.start();
    log.call();
    log.anchor();
    const lines = log.lines();
    log.put([...lines.slice(4), ...lines.slice(0, 4)]);
    const { code, remarks } = await log.verify();
    expect(code).toBe(2);
    expect(told(remarks, 'tampered')).toEqual([expect.stringMatching(/^line 0 of run 0 was in the file when run 1 began/)]);
  });
});

describe('it is no tampering that', () => {
  test('the log has lines of before its chain', async () => {
    const log = new WrittenLog();
    writeFileSync(log.file, '{"time":"2026-01-02T03:04:05.678Z","event":"sent"}\n');
    log.start();
    expect(await log.verify()).toEqual(expect.objectContaining({ code: 0 }));
  });

  test('the power went, and the file system left zeros', async () => {
    const log = logOf(1);
    log.kill(0);
    appendFileSync(log.file, `{"time":"2026${'\0'.repeat(500)}\n${'\0'.repeat(50)}`);
    log.start();
    log.anchor();
    const { code, remarks } = await log.verify();
    expect(code).toBe(0);
    expect(told(remarks, 'note').filter((text) => text.includes('the power went'))).toHaveLength(2);
  });

  test('the clock was set back between two files', async () => {
    const log = logOf(2);
    renameSync(log.file, `${log.file}.1`);
    log.stop();
    log.start();
    log.call();
    log.anchor();
    log.clock.pass(-86_400_000);
    renameSync(log.file, `${log.file}.2`);
    log.stop();
    log.start();
    log.call();
    log.anchor();
    const files = [log.file, `${log.file}.1`, `${log.file}.2`];
    expect(await log.verifyFiles(files)).toEqual(expect.objectContaining({ code: 0, runs: 3 }));
  });

  test("the process's own lines are in the same stream", async () => {
    const log = logOf(1);
    const lines = log.lines();
    const own = { file: log.file, seal: undefined, text: '{"level":"info","time":"2026-01-02T03:04:05.678Z","msg":"listening"}' };
    log.put([own, ...lines.slice(0, 2), own, ...lines.slice(2)]);
    const { code, remarks } = await log.verify();
    expect(code).toBe(0);
    expect(told(remarks, 'note')[0]).toBe("2 lines are of the process's own log, which has no chain");
  });

  test('a gateway was started thousands of times, and the first of them are in older files', () => {
    const log = logOf(0);
    const first = readChainKey(log.key);
    const check = new LineCheck(first);
    const taken = new Set<boolean>();
    let key = first;
    for (let run = 0; run < 9000; run += 1) {
      const mac = macOf(keyOfFirstLine(key), 'a line');
      if (run >= 4000) taken.add(check.take(check.begin(run), { run, seq: 0, mac, text: 'a line' }, run === 4000));
      key = keyOfNextRun(key);
    }
    expect([...taken]).toEqual([true]);
  });

  test('a run has more lines in older files than are tried for lines in the middle', () => {
    const log = logOf(0);
    const key = readChainKey(log.key);
    let ofLine = keyOfFirstLine(key);
    for (let seq = 0; seq < 5000; seq += 1) ofLine = keyOfNextLine(ofLine);
    const seal = { run: 0, seq: 5000, mac: macOf(ofLine, 'a line'), text: 'a line' };
    const check = new LineCheck(key, 4000);
    expect(check.take(check.begin(0), seal, false)).toBe(false);
    expect(check.take(check.begin(0), seal, true)).toBe(true);
  });
});

test('anchors beyond the number that is looked at are told of', () => {
  const log = logOf(3);
  const anchors = new Anchors(undefined, 2);
  for (const line of readFileSync(log.anchors, 'utf8').split('\n')) anchors.add(line);
  const check = new ChainCheck(readChainKey(log.key), anchors);
  for (const [index, { text }] of log.lines().entries())
    check.line({ text, number: index + 1, isEnded: true, isTooLong: false }, '');
  check.end();
  expect(told(check.remarks.all, 'unproven')).toEqual([
    '2 anchors were not looked at, as there are too many: give them in parts',
  ]);
});
