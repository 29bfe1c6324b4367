import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import { keepGrade, readGrade } from '../../src/doctor/grade/grade-file.ts';
import { worstGrade } from '../../src/doctor/grade/worst-grade.ts';
import { byCommand, byHand, type Finding, tellOf } from '../../src/doctor/look/finding.ts';
import type { Looking } from '../../src/doctor/look/looking.ts';
import { findingsText } from '../../src/doctor/show/findings-text.ts';

const tell = tellOf('list');
const well = tell.well('only this host may call the panel');
const unknown = tell.unknown('it could not be read', byHand('read it'));
const warning = tell.warning('others may call', byCommand('hearthgate setup --close'));
const fault = tell.fault('everybody may call', byCommand('hearthgate setup --close'));

const looking: Looking = {
  configurationFile: '/etc/hearthgate/gateway.yaml',
  configuration: { kind: 'absent' },
  journal: () => undefined,
  gatewayAnswer: async () => ({ kind: 'silent', why: 'nobody answers' }),
  program: [],
  clock: { monotonicMs: () => 0, wallMs: () => 0 },
  nowMs: 0,
};

it('tells what an examination could not find out as unknown, with its reason, and goes on', async () => {
  const all = new Map([
    [
      'clock',
      (): readonly Finding[] => {
        throw new Error('timedatectl cannot be run');
      },
    ],
    ['list', () => [well]],
  ]);
  expect(await examine(looking, all)).toEqual([
    expect.objectContaining({ part: 'clock', grade: 'unknown', what: 'it could not be looked at: timedatectl cannot be run' }),
    well,
  ]);
});

it('has the worst of all grades, and what is unknown is not well', () => {
  const runs = [[well], [well, unknown], [well, warning], [warning, fault, well], []];
  expect(runs.map(worstGrade)).toEqual([0, 1, 1, 2, 1]);
});

describe('the table', () => {
  const long =
    'v-change-sys-config-value API_ALLOWED_IP 192.0.2.10,192.0.2.11,192.0.2.12,192.0.2.13 and one that is much longer than that';
  const text = findingsText([well, tell.fault('many words '.repeat(30).trim(), byCommand(long)), unknown]);

  it('fits into 80 columns', () => {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('fits with long paths', () => {
    const key = '/usr/local/hestia/data/access-keys/A1b2C3d4E5f6G7h8I9j0';
    const wide = findingsText([tell.warning(`everybody may read ${key}`, byCommand(`chmod o= ${key} ${key}`))]);
    expect(wide.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('has commands that can be pasted whole', () => {
    const [, pasted = ''] = /\$ ((?:.*\\\n)*.*)\n/.exec(text) ?? [];
    expect(pasted.replaceAll(/\\\n\s+/g, '')).toBe(long);
  });

  it('ends with how many there are of each', () => {
    expect(text).toMatch(/\n\n1 fault, 1 unknown, 1 well\n$/);
  });

  it('shows nothing that a terminal would obey', () => {
    expect(findingsText([tell.well('a\u001B[2Jb')])).not.toContain('\u001B');
  });
});

describe('the file of the worst grade', () => {
  let folder: string;
  let path: string;
  const own = process.getuid?.() ?? 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'grade-'));
    path = join(folder, 'kept', 'grade');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is read as it was kept, and everybody may read it', async () => {
    await keepGrade(path, { grade: 2, atSeconds: 1_790_000_000 });
    expect(readGrade(path, own)).toEqual({ grade: 2, atSeconds: 1_790_000_000 });
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, 'kept')).mode & 0o777).toBe(0o755);
  });

  it.each(['', '3 1790000000\n', '1 1790000000', '1 17900x0000\n', '1\n', `1 1790000000\n${' '.repeat(100)}`])(
    'is not believed where it is damaged: %j',
    async (text) => {
      await keepGrade(path, { grade: 0, atSeconds: 1 });
      writeFileSync(path, text);
      expect(readGrade(path, own)).toBeUndefined();
    },
  );

  it("is not believed where it is another user's, a link, or others may write it", async () => {
    expect(readGrade(path, own)).toBeUndefined();
    await keepGrade(path, { grade: 0, atSeconds: 1 });
    expect(readGrade(path, own + 1)).toBeUndefined();
    chmodSync(path, 0o666);
    expect(readGrade(path, own)).toBeUndefined();
    chmodSync(path, 0o644);
    chmodSync(join(folder, 'kept'), 0o777);
    expect(readGrade(path, own)).toBeUndefined();
    chmodSync(join(folder, 'kept'), 0o755);
    renameSync(path, `${path}.other`);
    symlinkSync(`${path}.other`, path);
    expect(readGrade(path, own)).toBeUndefined();
  });

  it('is not kept in a folder that others may write', async () => {
    await keepGrade(path, { grade: 0, atSeconds: 1 });
    chmodSync(join(folder, 'kept'), 0o777);
    await expect(keepGrade(path, { grade: 1, atSeconds: 2 })).rejects.toThrow('must be a folder that its owner');
  });
});
