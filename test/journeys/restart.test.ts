import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { handOver } from '../support/hand-over.ts';
import { post } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A service manager opens the listening socket, keeps it, and hands it to each gateway process that it starts. So there is no moment at which
// nobody listens: what comes while one process has ended and the next has not begun waits in the socket's queue.

const program = inject('program');
let folder = '';
let site: Site;
let manager: Manager;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'restart-'));
  chmodSync(folder, 0o777);
  site = await openSite();
  handOver(site.folder.root);
  manager = await startManager();
});
afterEach(async () => {
  await manager.stop();
  await site.close();
  rmSync(folder, { recursive: true });
});

describe('a restart of a gateway whose socket the service manager keeps loses no call', () => {
  it('where the next process begins before the last one ends', async () => {
    const first = await manager.start('first');
    const calls = startCalls(manager.url);
    await expect.poll(() => calls.answered().length).toBeGreaterThan(20);
    await manager.start('second');
    const before = calls.answered().length;
    await expect.poll(() => calls.answered().length).toBeGreaterThan(before + 20);
    process.kill(first, 'SIGTERM');
    expect(await manager.exitCodeOf(first)).toBe(0);
    await expect.poll(() => requestIdsOf('second').size).toBeGreaterThan(20);
    await calls.stop();
    expectNoneLost(calls);
    // The folder for bans changed hands, too.
    expect(logOf('second')).toMatch(/is held by process [^]*is written by this process now/);
  });

  it('where it begins after the last one has ended: calls wait meanwhile', async () => {
    const first = await manager.start('first');
    const calls = startCalls(manager.url);
    await expect.poll(() => calls.answered().length).toBeGreaterThan(20);
    process.kill(first, 'SIGTERM');
    expect(await manager.exitCodeOf(first)).toBe(0);
    const before = calls.answered().length;
    await manager.start('second');
    await expect.poll(() => calls.answered().length).toBeGreaterThan(before + 20);
    await calls.stop();
    expectNoneLost(calls);
  });
});

it('more sockets than entries of listen are a fault that is told', async () => {
  const pid = await manager.begin('first', { LISTEN_FDS: 2 });
  await expect.poll(() => logOf('first')).toMatch(/hands over 2 sockets, and listen has 1 entry.*one ListenStream for each/);
  expect(await manager.exitCodeOf(pid)).toBe(71);
});

it('a file descriptor that nothing can be listened on is a fault that is told', async () => {
  const pid = await manager.begin('first', { LISTEN_FDS: 1, closed: true });
  await expect.poll(() => logOf('first')).toMatch(/^hearthgate: file descriptor 3, .* is not a socket that listens/m);
  expect(await manager.exitCodeOf(pid)).toBe(71);
});

/** Every call was answered by the panel, once, by way of the one process or the other, and both had some. */
function expectNoneLost(calls: Calls): void {
  expect(calls.lost()).toEqual([]);
  const [first, second] = [requestIdsOf('first'), requestIdsOf('second')];
  expect(site.panel.requests).toHaveLength(calls.answered().length);
  expect(calls.answered().filter((id) => !first.has(id) && !second.has(id))).toEqual([]);
  expect([first.size > 0, second.size > 0]).toEqual([true, true]);
}

interface Calls {
  /** Request ids of the calls that came back well. */
  readonly answered: () => readonly string[];
  /** What became of the others. */
  readonly lost: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** Calls without a pause, each over a connection of its own, none tried twice. */
function startCalls(url: string): Calls {
  const answered: string[] = [];
  const lost: string[] = [];
  const enough = new AbortController();
  const callOn = async (): Promise<void> => {
    while (!enough.signal.aborted) {
      try {
        const { status, headers, body } = await post(url, callWith(keys.root, 'v-list-users'));
        if (status === 200) answered.push(String(headers['x-request-id']));
        else lost.push(`${status} ${body}`);
      } catch (error) {
        lost.push(String(error));
      }
    }
  };
  const callers = Promise.all([callOn(), callOn(), callOn(), callOn()]);
  const stop = async (): Promise<void> => {
    enough.abort();
    await callers;
  };
  return { answered: () => answered, lost: () => lost, stop };
}

interface Manager {
  readonly url: string;
  /** Resolves with its process id when it listens. */
  readonly start: (name: string) => Promise<number>;
  /** Resolves with its process id at once. */
  readonly begin: (name: string, options?: { readonly LISTEN_FDS?: number; readonly closed?: boolean }) => Promise<number>;
  readonly exitCodeOf: (pid: number) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Holds the listening socket as file descriptor 3, and answers each line with one: a process id, or an exit code. */
const managerScript = `
while read -r what name fds closed; do
  case $what in
    start)
      if [ "$closed" = true ]; then exec 4<&3 3<&-; fi
      NAME=$name LISTEN_FDS=$fds sh -c 'LISTEN_PID=$$ exec "$NODE" "$SCRIPT" "$PROGRAM" serve --config "$NAME.yaml" 4<&-' >/dev/null 2>"$name.log" &
      echo $!
      if [ "$closed" = true ]; then exec 3<&4 4<&-; fi ;;
    wait) wait "$name"; echo $? ;;
  esac
done`;

async function startManager(): Promise<Manager> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { fd } = Reflect.get(server, '_handle') as { readonly fd: number };
  const child = spawn('sh', ['-c', managerScript], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore', fd],
    env: {
      ...process.env,
      NODE: process.execPath,
      SCRIPT: new URL('../support/run-as-nobody.mjs', import.meta.url).pathname,
      PROGRAM: program,
    },
  });
  // Only the manager keeps it: this process would accept connections, too.
  server.close();
  const ask = answerer(child);
  const started: number[] = [];
  const begin: Manager['begin'] = async (name, { LISTEN_FDS = 1, closed = false } = {}) => {
    writeFileSync(join(folder, `${name}.yaml`), configuration(name), { mode: 0o644 });
    const pid = await ask(`start ${name} ${LISTEN_FDS} ${closed}`);
    started.push(pid);
    return pid;
  };
  const ended: number[] = [];
  const exitCodeOf = async (pid: number): Promise<number> => {
    const code = await ask(`wait ${pid}`);
    ended.push(pid);
    return code;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    begin,
    start: async (name) => {
      const pid = await begin(name);
      await expect.poll(() => logOf(name)).toContain(`"urls":["http://127.0.0.1:${port}"]`);
      return pid;
    },
    exitCodeOf,
    stop: async () => {
      for (const pid of started.filter((one) => !ended.includes(one))) {
        process.kill(pid, 'SIGKILL');
        await exitCodeOf(pid);
      }
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}

function answerer({ stdin, stdout }: ChildProcess): (line: string) => Promise<number> {
  if (stdin === null || stdout === null) throw new TypeError('the manager has pipes');
  const lines = createInterface({ input: stdout });
  return async (line) => {
    const answer = once(lines, 'line');
    stdin.write(`${line}\n`);
    return Number((await answer)[0]);
  };
}

function configuration(name: string): string {
  const wide = { calls: 1_000_000, per: '60s' };
  return JSON.stringify({
    // Taken by nobody: it listens on what it was handed.
    listen: [{ host: '127.0.0.1', port: 1, plaintext: true }],
    clients: { allow: ['127.0.0.1'] },
    limits: { address: wide, key: wide },
    stop: { grace: '20s' },
    data: folder,
    audit: { file: join(folder, `${name}.audit`) },
    panels: [{ name: 'main', url: site.panel.origin, state: { files: site.folder.root } }],
  });
}

function logOf(name: string): string {
  return readFileSync(join(folder, `${name}.log`), 'utf8');
}

function requestIdsOf(name: string): ReadonlySet<string> {
  const text = readFileSync(join(folder, `${name}.audit`), 'utf8');
  return new Set(text.match(/(?<="id":")[0-9a-f]{32}/g) ?? []);
}
