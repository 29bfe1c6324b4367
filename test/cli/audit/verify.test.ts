import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takeKey } from '../../../src/cli/audit/take-key.ts';
import { verify } from '../../../src/cli/audit/verify/verify.ts';
import { beginRun } from '../../../src/observe/chain/chain-folder.ts';
import { readChainKey } from '../../../src/observe/chain/read-chain-key.ts';
import { captureTerminal } from '../capture-terminal.ts';
import { WrittenLog } from './written-log.ts';

function twoRuns(): WrittenLog {
  const log = new WrittenLog();
  log.start();
  log.call();
  log.stop();
  log.start();
  log.call();
  log.anchor();
  return log;
}

function configured(): { readonly folder: string; readonly config: string; readonly to: string } {
  const folder = mkdtempSync(join(tmpdir(), 'take-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const config = join(folder, 'gateway.yaml');
  writeFileSync(config, 'data: .\nclients: { allow: [127.0.0.1] }\npanels: [{ url: "https://127.0.0.1:8083" }]\n');
  chmodSync(config, 0o600);
  return { folder, config, to: join(folder, 'kept.key') };
}

describe('audit verify', () => {
  test('proves two runs with the key and the anchors', async () => {
    expect(await twoRuns().verify()).toEqual(
      expect.objectContaining({ code: 0, verdict: 'proven', lines: 7, runs: 2, remarks: expect.any(Array) }),
    );
  });

  test('says that without an anchor the end may be cut off', async () => {
    const { code, verdict, remarks } = await twoRuns().verify({ anchors: [] });
    expect({ code, verdict }).toEqual({ code: 1, verdict: 'unproven' });
    expect(remarks).toEqual([{ kind: 'unproven', at: '', text: 'there is no anchor: lines may have been cut off at the end' }]);
  });

  test('says that without the key nothing is proven', async () => {
    const { code, remarks } = await twoRuns().verify({ key: undefined });
    expect(code).toBe(1);
    expect(remarks.filter(({ kind }) => kind !== 'note')).toEqual([
      expect.objectContaining({ kind: 'unproven', text: expect.stringContaining('there is no key') }),
    ]);
  });

  test('says that the anchors are of an earlier run', async () => {
    const log = twoRuns();
    const old = readFileSync(log.anchors, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"run":0'))
      .join('\n');
    writeFileSync(log.anchors, old);
    const { code, remarks } = await log.verify();
    expect(code).toBe(1);
    expect(remarks).toEqual([expect.objectContaining({ text: expect.stringContaining('no anchor of run 1') })]);
  });

  test('takes a line that was torn by a kill for that', async () => {
    const log = twoRuns();
    log.kill(40);
    log.start();
    log.call();
    log.anchor();
    const { code, remarks } = await log.verify();
    expect(code).toBe(0);
    expect(remarks.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      expect.stringMatching(/^note: the gateway was killed, or the power went, in the middle of this line/),
      'note: run 1 was not ended in order: its last line here is 2',
      'note: the last line has an anchor; one that was cut off behind it would not be missed',
    ]);
  });

  test('takes a torn line at the end of the file for that', async () => {
    const log = twoRuns();
    log.kill(40);
    expect(await log.verify()).toEqual(expect.objectContaining({ code: 0 }));
  });

  test.each([
    [
      'as journalctl -o json prints them',
      (line: string) => JSON.stringify({ MESSAGE: line, _SYSTEMD_UNIT: 'hearthgate.service' }),
    ],
    ['as syslog has them', (line: string) => `Jan  2 03:04:05 host hearthgate[7]: ${line}`],
  ])('reads anchors %s', async (_how, written) => {
    const log = twoRuns();
    const lines = readFileSync(log.anchors, 'utf8').trimEnd().split('\n');
    writeFileSync(log.anchors, `no anchor\n{"msg":"audit anchor\n${lines.map(written).join('\n')}\n`);
    expect(await log.verify()).toEqual(expect.objectContaining({ code: 0 }));
  });

  test('finds that the folder of the keys was emptied, and a chain begun anew', async () => {
    const log = twoRuns();
    log.stop();
    const key = join(log.folder, 'kept.key');
    writeFileSync(key, readFileSync(log.key));
    for (const name of readdirSync(log.data)) rmSync(join(log.data, name));
    log.start();
    log.call();
    const { code, remarks } = await log.verify({ key });
    expect(code).toBe(2);
    expect(remarks[0]?.text).toMatch(/^chain [0-9a-f]{16} begins here, and the key is of chain [0-9a-f]{16}$/);
  });

  test('is not kept busy by numbers that somebody has made up', async () => {
    const log = twoRuns();
    for (let count = 0; count < 2000; count += 1)
      appendFileSync(log.file, `{"time":"x","run":${count * 100_000},"seq":${900_000_000 - count},"mac":"${'0'.repeat(32)}"}\n`);
    const { code, remarks } = await log.verify();
    expect(code).toBe(2);
    expect(remarks.length).toBeLessThan(1100);
  });

  test('tells that a file cannot be read to its end, and judges nothing', async () => {
    const log = twoRuns();
    const broken = join(log.folder, 'audit.log.9.gz');
    writeFileSync(broken, 'no gzip');
    const asked = verify({ file: [log.file, broken], key: log.key, anchors: [], json: false, config: '' }, captureTerminal());
    await expect(asked).rejects.toThrow(/audit\.log\.9\.gz cannot be read: incorrect header check/);
  });

  test('reads the log from standard input, and tells people', async () => {
    const log = twoRuns();
    const terminal = captureTerminal({}, readFileSync(log.file, 'utf8'));
    expect(await verify({ file: ['-'], key: log.key, anchors: [log.anchors], json: false, config: '' }, terminal)).toBe(0);
    expect(terminal.out()).toBe(
      'as the gateway wrote it: 7 lines in their place, of 2 runs, with 4 anchors\nnote: the last line has an anchor; one that was cut off behind it would not be missed\n',
    );
  });
});

describe('the keys of the chain', () => {
  test('those of a run that has begun are not in the folder, and each start gets the next', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const first = beginRun(folder);
    writeFileSync(join(folder, 'audit-chain.new-0123456789abcdef'), 'left behind by one that was killed');
    const second = beginRun(folder);
    expect([first.run, second.run, second.chain]).toEqual([0, 1, first.chain]);
    expect(readdirSync(folder).toSorted()).toEqual(['audit-chain.2', 'audit.key']);
    const left = readFileSync(join(folder, 'audit-chain.2'), 'utf8');
    expect(left).not.toContain(second.secret.toString('hex'));
    expect(readChainKey(join(folder, 'audit-chain.2')).run).toBe(2);
    expect(statSync(join(folder, 'audit-chain.2')).mode & 0o777).toBe(0o600);
  });

  test('a key file that was cut is told, and no chain is begun over it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    beginRun(folder);
    writeFileSync(join(folder, 'audit-chain.1'), '{"version":1,');
    expect(() => beginRun(folder)).toThrow(/audit-chain\.1 holds no key of an audit log; bring back the file/);
  });
});

describe('audit key', () => {
  test('moves the key out of the folder, once', async () => {
    const { folder, config, to } = configured();
    const { chain } = beginRun(folder);
    expect(await takeKey({ to, config }, captureTerminal())).toBe(0);
    expect(readChainKey(to)).toEqual(expect.objectContaining({ chain, run: 0 }));
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, 'audit.key'))).toBe(false);
    expect(await takeKey({ to, config }, captureTerminal())).toBe(1);
  });

  test('begins the chain where there is none: its key is never in the folder', async () => {
    const { folder, config, to } = configured();
    expect(await takeKey({ to, config }, captureTerminal())).toBe(0);
    expect(existsSync(join(folder, 'audit.key'))).toBe(false);
    const run = beginRun(folder);
    expect(run).toEqual(readChainKey(to));
  });

  test('never writes over the key of another chain', async () => {
    const { folder, config, to } = configured();
    const before = beginRun(mkdtempSync(join(folder, 'other-')));
    writeFileSync(
      to,
      readFileSync(join(folder, readdirSync(folder).find((name) => name.startsWith('other-')) ?? '', 'audit.key')),
    );
    beginRun(folder);
    await expect(takeKey({ to, config }, captureTerminal())).rejects.toThrow(
      /kept\.key is the key of another chain.*name another file with --to/,
    );
    expect(readChainKey(to).chain).toBe(before.chain);
    expect(existsSync(join(folder, 'audit.key'))).toBe(true);
  });
});
