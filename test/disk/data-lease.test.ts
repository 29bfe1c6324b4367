import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DataLease, type LeaseHeld, takeLease } from '../../src/disk/data/data-lease.ts';
import { systemClock } from '../../src/domain/clock.ts';

let folder = '';
const closers: (() => Promise<unknown> | void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lease-'));
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function take(at = folder): Promise<DataLease | LeaseHeld> {
  const taken = await takeLease(at, systemClock);
  closers.push(() => (taken.kind === 'taken' ? taken.release() : taken.leave()));
  return taken;
}

/** Another process that takes the folder; resolves when it has. */
async function holder(at = folder): Promise<ChildProcess> {
  const script = `
    import { takeLease } from ${JSON.stringify(new URL('../../dist/modules/src/disk/data/data-lease.js', import.meta.url).href)};
    const clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
    console.log((await takeLease(process.argv[1], clock)).kind);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, at], { stdio: ['ignore', 'pipe', 'inherit'] });
  closers.push(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  if (child.stdout === null) throw new TypeError('the child has an output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  expect(line).toBe('taken');
  return child;
}

it('a folder has one holder, which others are told of, until it lets go', async () => {
  const first = await take();
  const second = await take();
  if (first.kind !== 'taken' || second.kind !== 'held') throw new TypeError(`${first.kind}, ${second.kind}`);
  expect(second.by).toMatch(new RegExp(`^process ${process.pid} on \\S+, since 20\\d\\d-`));
  await first.release();
  await second.gone;
  expect(readdirSync(folder)).toEqual([]);
  expect((await take()).kind).toBe('taken');
});

it('of many that try at the same moment exactly one gets it, beside what dead processes left behind', async () => {
  for (let round = 0; round < 5; round += 1) {
    const dead = await holder(folder);
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    const all = await Promise.all(Array.from({ length: 8 }, () => take()));
    expect(all.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(1);
    for (const each of all) if (each.kind === 'taken') await each.release();
  }
});

it('a process that is killed lets go', async () => {
  const child = await holder();
  const held = await take();
  if (held.kind !== 'held') throw new TypeError(held.kind);
  expect(held.by).toContain(`process ${child.pid} `);
  child.kill('SIGKILL');
  await held.gone;
  expect((await take()).kind).toBe('taken');
});

it('a process that is stopped and says nothing still holds it', async () => {
  const child = await holder();
  child.kill('SIGSTOP');
  expect(await take()).toMatchObject({ kind: 'held', by: 'a process that does not answer' });
});

it('a folder whose path is too long for a socket is held like any other', async () => {
  const deep = join(folder, 'a'.repeat(80), 'b'.repeat(80));
  mkdirSync(deep, { recursive: true });
  const child = await holder(deep);
  expect(await take(deep)).toMatchObject({ kind: 'held', by: expect.stringContaining(`process ${child.pid} `) });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const own = await take(deep);
  expect([own.kind, readdirSync(deep).length]).toEqual(['taken', 1]);
});

it('a file with the name of a socket that is none is nobody', async () => {
  writeFileSync(join(folder, 'writer-0123456789abcdef.sock'), '');
  expect([(await take()).kind, readdirSync(folder).length]).toEqual(['taken', 1]);
});

it('a folder that takes no socket is an error of the system', async () => {
  await expect(take(join(folder, 'none'))).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
});
