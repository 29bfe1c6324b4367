import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keyOfFirstLine, keyOfNextLine, keyOfNextRun, macOf } from '../../../src/observe/chain/chain-key.ts';
import { readChainKey } from '../../../src/observe/chain/read-chain-key.ts';
import { sealedText, sealOf } from '../../../src/observe/chain/sealed-line.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { Random } from '../../support/random.ts';
import { type LogLine, WrittenLog } from './written-log.ts';

// Whoever gets in can write the file of the audit log. Whatever he does to lines that an anchor tells of, or that a later line stands behind, is
// found; and what a restart, a kill, a rotation and a flood do to the file is not taken for it.

const logs = propertyRuns(100);
const triesOfLog = 4;
const steps = 40;

/** Each gives what the attacker leaves, or undefined where there is nothing to be done. */
const attacks: Readonly<Record<string, (lines: readonly LogLine[], chance: Chance) => readonly LogLine[] | undefined>> = {
  'takes lines out': (lines, { random, anchored }) => {
    const from = 1 + random.int(anchored);
    const count = 1 + random.int(Math.min(5, anchored - from + 1));
    return lines.toSpliced(from, count);
  },
  'swaps two lines': (lines, { random, anchored }) => {
    const [one, other] = [random.int(anchored + 1), random.int(anchored + 1)];
    const [first, second] = [lines[one], lines[other]];
    if (one === other || first === undefined || second === undefined) return undefined;
    return lines.with(one, { ...second, file: first.file }).with(other, { ...first, file: second.file });
  },
  'changes a character': (lines, { random, anchored }) => changed(lines, random.int(anchored + 1), random),
  'writes a line twice': (lines, { random }) => {
    const [from, to] = [random.int(lines.length), random.int(lines.length)];
    const line = lines[from];
    const place = lines[to];
    return line === undefined || place === undefined ? undefined : lines.toSpliced(to, 0, { ...line, file: place.file });
  },
  'adds a line of his own': (lines, { random }) => {
    const at = 1 + random.int(lines.length - 1);
    const place = lines[at];
    const text = `{"time":"2026-01-02T03:04:05.678Z","event":"sent","decision":"allow"}`;
    return place === undefined ? undefined : lines.toSpliced(at, 0, { ...place, text });
  },
  'adds a line in the place of the next one': (lines, { random }) => {
    const at = 1 + random.int(lines.length - 1);
    const place = lines[at];
    const seal = place?.seal;
    if (place === undefined || seal === undefined) return undefined;
    const text = `{"time":"2026-01-02T03:04:05.678Z","event":"sent","run":${seal.run},"seq":${seal.seq + random.int(3)},"mac":"${'0'.repeat(32)}"}`;
    return lines.toSpliced(at, 0, { ...place, text });
  },
  'writes a line anew with the key of a later one': (lines, { random, anchored, keyAt }) => {
    const at = random.int(anchored + 1);
    const line = lines[at];
    if (line?.seal === undefined) return undefined;
    const { run, seq, text } = line.seal;
    const other = text.replace(/"event":"[a-z]+"/, '"event":"unbanned"');
    const key = random.once(2) ? keyAt(run, seq + 1 + random.int(5)) : keyAt(run + 1, seq);
    return lines.with(at, { ...line, text: sealedText(other, macOf(key, other)) });
  },
  'has the verification key and writes a line anew': (lines, { random, anchored, keyAt }) => {
    const at = random.int(anchored + 1);
    const line = lines[at];
    if (line?.seal === undefined || !isAnchored(lines, at)) return undefined;
    const { run, seq, text } = line.seal;
    const other = text.replace(/"time":"\d{4}/, '"time":"2024');
    return lines.with(at, { ...line, text: sealedText(other, macOf(keyAt(run, seq), other)) });
  },
  'cuts off the end': (lines, { random, anchored }) => lines.slice(0, 1 + random.int(anchored)),
};

interface Chance {
  readonly random: Random;
  /** Index of the last line that an anchor tells of. */
  readonly anchored: number;
  readonly keyAt: (run: number, seq: number) => Buffer;
}

function changed(lines: readonly LogLine[], at: number, random: Random): readonly LogLine[] | undefined {
  const line = lines[at];
  if (line === undefined) return undefined;
  const where = random.int(line.text.length);
  const other = random.pick(['x', '0', '"', '}', ' ', 'Z']);
  const text = line.text.slice(0, where) + other + line.text.slice(where + 1);
  // What was torn is in no place of the chain, and may become what it likes. A first line without its end is one that was taken away with what was
  // before it.
  const isHarmlessAtFirst = at === 0 && where >= line.text.length - 2;
  return text === line.text || line.seal === undefined || isHarmlessAtFirst ? undefined : lines.with(at, { ...line, text });
}

let anchorsText = '';

/** An anchor of its run tells of it or of a line behind it. */
function isAnchored(lines: readonly LogLine[], at: number): boolean {
  const seal = lines[at]?.seal;
  return anchorsText
    .split('\n')
    .filter((line) => line.includes('audit anchor'))
    .map((line) => JSON.parse(line))
    .some(({ run, seq }) => seal !== undefined && run === seal.run && seq >= seal.seq);
}

function lived(seed: number): { readonly log: WrittenLog; readonly chance: Chance; readonly lines: readonly LogLine[] } {
  const random = new Random(seed);
  const log = new WrittenLog();
  log.live(random, steps);
  const lines = log.lines();
  anchorsText = readFileSync(log.anchors, 'utf8');
  const last = JSON.parse(
    anchorsText
      .trimEnd()
      .split('\n')
      .findLast((line) => line.includes('audit anchor')) ?? '{}',
  );
  const anchored = lines.findIndex(({ seal }) => seal?.run === last.run && seal?.seq === last.seq);
  const keyAt = (run: number, seq: number): Buffer => {
    let of = readChainKey(log.key);
    for (let each = 0; each < run; each += 1) of = keyOfNextRun(of);
    let key = keyOfFirstLine(of);
    for (let each = 0; each < seq; each += 1) key = keyOfNextLine(key);
    return key;
  };
  return { log, chance: { random, anchored, keyAt }, lines };
}

describe('an audit log that gateways wrote, with restarts, kills, rotations and floods', () => {
  test('is proven as it is', async () => {
    for (let seed = 1; seed <= logs; seed += 1) {
      const { log } = lived(seed);
      const { code, remarks, lines } = await log.verify();
      expect({ seed, code, wrong: remarks.filter(({ kind }) => kind !== 'note') }).toEqual({ seed, code: 0, wrong: [] });
      expect(lines).toBeGreaterThan(10);
    }
  });

  test.each(Object.entries(attacks))(
    'is found to be tampered with when somebody %s',
    { timeout: 300_000 },
    async (_name, attack) => {
      let tried = 0;
      for (let seed = 1; seed <= logs; seed += 1) {
        const { log, chance, lines } = lived(seed);
        for (let each = 0; each < triesOfLog; each += 1) {
          const left = attack(lines, chance);
          if (left === undefined || isHarmless(lines, left)) continue;
          log.put(left);
          const { code, verdict } = await log.verify();
          expect({ seed, each, code, verdict }).toEqual({ seed, each, code: 2, verdict: 'tampered' });
          tried += 1;
        }
      }
      expect(tried).toBeGreaterThanOrEqual(logs);
    },
  );
});

/** What became of lines that were torn proves nothing, and neither do they. */
function isHarmless(before: readonly LogLine[], after: readonly LogLine[]): boolean {
  return sealedOf(before) === sealedOf(after) && foreignIn(before) === foreignIn(after);
}

function sealedOf(lines: readonly LogLine[]): string {
  return lines.flatMap(({ text }) => (sealOf(text) === undefined ? [] : [text])).join('\n');
}

function foreignIn(lines: readonly LogLine[]): number {
  return lines.filter(({ text }) => sealOf(text) === undefined && isWhole(text)).length;
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('what is behind the last anchor may be cut off unseen, and that is said', async () => {
  const log = new WrittenLog();
  log.start();
  log.call();
  log.anchor();
  log.call();
  writeFileSync(
    log.file,
    `${log
      .lines()
      .slice(0, 4)
      .map(({ text }) => text)
      .join('\n')}\n`,
  );
  const { code, remarks } = await log.verify();
  expect(code).toBe(0);
  expect(remarks).toEqual([
    expect.objectContaining({
      kind: 'note',
      text: expect.stringMatching(/^1 line is behind the last one with an anchor, line 2 of run 0;/),
    }),
  ]);
});
