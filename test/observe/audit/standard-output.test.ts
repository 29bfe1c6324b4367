import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { faultsOf } from './record-forms.ts';

const built = (file: string): string => JSON.stringify(new URL(`../../../dist/modules/src/${file}`, import.meta.url).href);

/** A program with an audit log on standard output, told to be one that does not wait, as a program finds it that shares it with others. */
const program = `
  import { parseAddress } from ${built('domain/address/address.js')};
  import { createAuditLog } from ${built('observe/audit/audit-log.js')};
  process.stdout;
  const say = (message) => process.stderr.write(message + '\\n');
  const audit = createAuditLog({
    file: '-',
    commands: new Map(),
    clock: { monotonicMs: () => performance.now(), wallMs: () => Date.now() },
    log: { debug: say, info: say, warn: say, error: say },
    ipv6Prefix: () => 64,
    exitCodeOf: () => ({ status: 401, exitCode: 10 }),
    atTurnEnd: setImmediate,
    told: () => undefined,
  });
  const subject = (id) => ({
    panel: 'main',
    arrival: { requestId: id.toString(16).padStart(32, '0'), address: parseAddress('192.0.2.1'), proxy: undefined },
  });
`;

function start(rest: string): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program + rest], { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function streamsOf({ stdout, stderr }: ChildProcess): {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
} {
  if (stdout === null || stderr === null) throw new Error('the program has no streams');
  return { stdout, stderr };
}

describe('an audit log on standard output', () => {
  test('has its lines there when the process ends right after', async () => {
    const child = start(`for (let id = 0; id < 100; id += 1) audit.sending(subject(id)); process.exit(0);`);
    const { stdout } = streamsOf(child);
    const lines = (await text(stdout)).trimEnd().split('\n');
    expect(lines).toHaveLength(100);
    expect(lines.flatMap(faultsOf)).toEqual([]);
  });

  test('whose reader does not keep up lets a call wait for its line, for a second at most, and nothing else', async () => {
    const child = start(`
      let sent = 0, waiting, from;
      while (waiting === undefined) { from = performance.now(); waiting = audit.sending(subject(sent)); if (waiting === undefined) sent += 1; }
      let turns = 0;
      const watch = setInterval(() => { turns += 1; }, 5);
      let refusal = 'none';
      try { await waiting; } catch (error) { refusal = error.message; }
      const tookMs = performance.now() - from;
      let atOnce = 0;
      for (let count = 0; count < 100; count += 1) { try { audit.sending(subject(0)); } catch { atOnce += 1; } }
      clearInterval(watch);
      say(JSON.stringify({ sent, refusal, tookMs, turns, atOnce }));
      for (let id = 0; id < 5; id += 1) audit.ended({ ...subject(1e6 + id), result: { kind: 'answered', answer: { status: 200, body: Buffer.alloc(0) } }, timings: { totalMs: 1 } });
      process.stdin.on('data', () => { try { audit.sending(subject(2e6)); process.exit(0); } catch {} });
    `);
    const { stdout, stderr } = streamsOf(child);
    let said = '';
    stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    await expect.poll(() => said).toContain('atOnce');
    const found = z
      .object({ sent: z.number(), refusal: z.string(), tookMs: z.number(), turns: z.number(), atOnce: z.number() })
      .parse(JSON.parse(said.split('\n').find((line) => line.startsWith('{')) ?? ''));
    expect(found.refusal).toMatch(/^the audit log cannot be written: EAGAIN.*does not keep up$/);
    expect(found.tookMs).toBeGreaterThanOrEqual(990);
    // The loop ran meanwhile.
    expect(found.turns).toBeGreaterThan(5);
    expect(found.atOnce).toBe(100);
    expect(said.match(/the audit log cannot be written/g)).toHaveLength(2);

    const output = text(stdout);
    const ended = once(child, 'exit');
    const poke = setInterval(() => child.stdin?.write('x'), 50);
    onTestFinished(() => clearInterval(poke));
    await ended;

    const lines = (await output).trimEnd().split('\n');
    const whole = lines.filter((line) => line.endsWith('}'));
    expect(whole.flatMap(faultsOf)).toEqual([]);
    expect(whole.map((line) => Number(`0x${JSON.parse(line).id}`))).toEqual([
      ...Array.from({ length: found.sent }, (_each, id) => id),
      ...[0, 1, 2, 3, 4].map((id) => 1e6 + id),
      2e6,
    ]);
  });

  test('lets a call go on as soon as the reader has taken its line', async () => {
    const child = start(`
      let waiting, sent = 0;
      while (waiting === undefined) { waiting = audit.sending(subject(sent)); sent += 1; }
      say('full');
      await waiting;
      process.exit(sent > 100 ? 0 : 1);
    `);
    const { stdout, stderr } = streamsOf(child);
    const ended = once(child, 'exit');
    await once(stderr, 'data');
    const output = text(stdout);

    expect((await ended)[0]).toBe(0);
    expect((await output).trimEnd().split('\n').flatMap(faultsOf)).toEqual([]);
  });

  test('whose reader has ended stops calls, and the gateway goes on', async () => {
    const child = start(`
      process.stdin.once('data', () => {
        try { audit.sending(subject(1)); } catch (error) { say('refused: ' + error.message); }
        audit.close();
        say('still here');
        process.exit(0);
      });
      say('ready');
    `);
    const { stderr } = streamsOf(child);
    let said = '';
    stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    await expect.poll(() => said).toContain('ready');
    child.stdout?.destroy();
    child.stdin?.write('x');
    await once(child, 'exit');
    expect(said).toMatch(/refused: the audit log cannot be written: EPIPE.*program that reads standard output has ended/);
    expect(said).toContain('still here');
  });
});
