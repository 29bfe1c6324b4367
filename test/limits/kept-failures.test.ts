import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataStartError } from '../../src/limits/data-start-error.ts';
import { createKeptFailures, type KeptFailures } from '../../src/limits/kept-failures.ts';
import { MemoryFailures } from '../../src/limits/memory-failures.ts';
import { ManualClock } from '../support/manual-clock.ts';

const minuteMs = 60_000;
const ban = { firstMs: 15 * minuteMs, maxMs: 24 * 60 * minuteMs };
const terms = { attempts: 1, perMs: minuteMs, ban };
const keyTerms = { attempts: 3, perMs: 60 * minuteMs, ban: undefined };
const a = { kind: 'address', text: '192.0.2.1' } as const;
const key = { kind: 'key', text: 'KEY' } as const;

let clock = new ManualClock();
let folder = '';
let log: string[] = [];

beforeEach(() => {
  clock = new ManualClock();
  folder = mkdtempSync(join(tmpdir(), 'data-'));
  log = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (message: string): void => void log.push(message);

interface Opened {
  readonly failures: MemoryFailures;
  readonly kept: KeptFailures;
}

function open({ at = folder, isRequired = true, panel = 'main' } = {}): Opened {
  const failures = new MemoryFailures(clock, 100);
  const kept = createKeptFailures({
    data: { folder: at, isRequired },
    panels: new Map([[panel, { failures, rememberedMs: ban.maxMs, keyPerMs: keyTerms.perMs }]]),
    clock,
    log: { debug: write, info: write, warn: write, error: write },
  });
  kept.start();
  return { failures, kept };
}

describe('what outlives a restart', () => {
  it('is a ban, for the rest of its time, and how many there were', async () => {
    const first = open();
    first.failures.strike(a, terms);
    await first.kept.stop();
    clock.advance(5 * minuteMs);
    const { failures } = open();
    expect(failures.bannedMs(a)).toBe(10 * minuteMs);
    clock.advance(10 * minuteMs);
    expect(failures.bannedMs(a)).toBeUndefined();
    failures.strike(a, terms);
    expect(failures.bannedMs(a)).toBe(2 * ban.firstMs);
  });

  it('is where a key was used with success, and what is left of its budget', async () => {
    const first = open();
    first.failures.know('KEY', '198.51.100.7');
    first.failures.strike(key, keyTerms);
    first.failures.strike(key, keyTerms);
    await first.kept.stop();
    clock.advance(20 * minuteMs);
    const { failures } = open();
    expect([failures.isKnown('KEY', '198.51.100.7'), failures.isKnown('KEY', '198.51.100.8')]).toEqual([true, false]);
    expect([failures.failures(key), failures.strike(key, keyTerms), failures.strike(key, keyTerms)]).toEqual([
      2,
      undefined,
      40 * minuteMs,
    ]);
  });

  it('is of each panel its own', async () => {
    const first = open();
    first.failures.strike(a, terms);
    await first.kept.stop();
    expect(open({ panel: 'other' }).failures.bannedMs(a)).toBeUndefined();
  });

  it('is not a ban that has ended meanwhile', async () => {
    const first = open();
    first.failures.strike(a, terms);
    await first.kept.stop();
    clock.advance(ban.firstMs);
    expect(open().failures.bans()).toEqual([]);
  });
});

describe('the files', () => {
  it('are written at once when something is new, as one that is whole, for their owner alone', async () => {
    const { failures } = open();
    failures.strike(a, terms);
    await expect.poll(() => readdirSync(folder).toSorted()).toEqual(['bans.json', 'prefixes.json']);
    expect(JSON.parse(readFileSync(join(folder, 'bans.json'), 'utf8'))).toMatchObject({
      panels: { main: { bans: [{ kind: 'address', text: '192.0.2.1', cause: 'address', level: 1 }] } },
    });
    expect(statSync(join(folder, 'bans.json')).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{"version":1', 'null', '[]', '{"version":1,"panels":{"main":{"bans":[1,{"kind":"x"},{"kind":"address"}]}}}'])(
    'that hold no such thing (%j) are no reason not to start',
    (text) => {
      writeFileSync(join(folder, 'bans.json'), text);
      expect(open().failures.bans()).toEqual([]);
    },
  );

  it('that cannot be read as JSON are put aside, and the log says so', () => {
    writeFileSync(join(folder, 'prefixes.json'), '{"version":1,"pan');
    open();
    expect(readdirSync(folder)).toEqual(['prefixes.json.broken']);
    expect(log).toEqual([expect.stringContaining('put aside')]);
  });

  it('that cannot be written are tried again, and the log says so once', async () => {
    const { failures, kept } = open();
    // A folder in the place of the file that is written first.
    mkdirSync(join(folder, 'bans.json.new', 'x'), { recursive: true });
    failures.strike(a, terms);
    await kept.stop();
    failures.know('KEY', '192.0.2.2');
    await kept.stop();
    expect(log.filter((line) => line.includes('cannot be written'))).toHaveLength(1);
    rmSync(join(folder, 'bans.json.new'), { recursive: true });
    await kept.stop();
    expect(log.at(-1)).toMatch(/can be written again$/);
    expect(open().failures.bannedMs(a)).toBe(ban.firstMs);
  });
});

describe('a folder that is not there', () => {
  it('keeps a gateway from starting where the configuration names it, in words', () => {
    const missing = join(folder, 'none');
    expect(() => open({ at: missing })).toThrow(DataStartError);
    expect(() => open({ at: missing })).toThrow(`data: ${missing} is no folder; create it`);
  });

  it('is said, and nothing else, where it is the usual place', async () => {
    const { failures, kept } = open({ at: join(folder, 'none'), isRequired: false });
    failures.strike(a, terms);
    await kept.stop();
    expect(failures.bannedMs(a)).toBe(ban.firstMs);
    expect(log).toEqual([
      expect.stringMatching(/^bans are forgotten at a restart: .*none is no folder; create it; or name another/),
    ]);
  });
});
