import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { Client, Pool } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAgain } from '../../src/compose/reload/read-again.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { Lanes } from '../../src/forward/wire/lanes.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { PanelUses } from '../../src/http/context/panel-uses.ts';
import { LocalLedger } from '../../src/limits/local/local-ledger.ts';
import { MemoryFailures } from '../../src/limits/logins/memory-failures.ts';
import { FolderWatches } from '../../src/state/follow/folder-watches.ts';
import { PassLoop } from '../../src/state/poll/pass-loop.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { heldMemory } from '../support/held-memory.ts';
import { makePanelFolder, type PanelFolder } from '../support/panel-folder.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { callWith, keys } from '../support/site.ts';

// A configuration is put in force again and again while clients call. Each has the url of a panel and a rate that belong together, and both can be
// seen in an answer: an answer with the one of one configuration and the other of another was judged by a mixture. A third of them have faults.

const reloads = propertyRuns(1000);
const clients = 6;
/** Of each kind, whatever the number of reloads. */
const mostLeft = 20;
/** The newest decisions are held up to 8 MiB. */
const mostHeldBytes = (8 + 6) * 1024 ** 2;
/** What belongs together: which panel answers, and the quota that the answer tells. */
const quotaOf: Readonly<Record<string, number>> = { A: 1_000_000, B: 2_000_000, two: 3_000_000, three: 4_000_000 };

let folder: string;
let file: string;
let panelFolder: PanelFolder;
let servers: Readonly<Record<string, Server>>;
let gateway: Gateway;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'many-reloads-'));
  file = join(folder, 'gateway.yaml');
  writeFileSync(join(folder, 'allow'), '127.0.0.0/8\n');
  panelFolder = await makePanelFolder({
    conf: { API: 'yes', API_SYSTEM: '2', API_ALLOWED_IP: '127.0.0.1', ROOT_USER: 'admin' },
    keys: Object.values(keys),
    users: { admin: 'active', alice: 'active', bob: 'suspended', ghost: 'active' },
  });
  servers = Object.fromEntries(
    await Promise.all(Object.keys(quotaOf).map(async (name) => [name, await answering(name)] as const)),
  );
  write(0);
  const { settings, said } = readAgain(file, {});
  gateway = createGateway(settings, {
    clock: systemClock,
    log: silentLog,
    configuration: { said, read: (running) => readAgain(file, {}, running) },
    lookAtListsEveryMs: 20,
  });
});
afterEach(async () => {
  await gateway.stop();
  for (const server of Object.values(servers)) server.close();
  await panelFolder.remove();
  rmSync(folder, { recursive: true });
});

/** A panel that answers with its name, sometimes late. */
function answering(name: string): Promise<Server> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const lateMs = count % 40 === 0 ? 200 : count % 3;
    request.resume().once('end', () =>
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8', 'Hestia-Exit-Code': '0' });
        response.end(name);
      }, lateMs),
    );
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function panelOf(name: string, hosts: readonly string[], changes: object = {}): object {
  const address = servers[name]?.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const calls = quotaOf[name];
  return {
    name: hosts.length === 0 ? 'one' : name,
    hosts,
    url: `http://127.0.0.1:${port}`,
    state: { files: panelFolder.root },
    concurrency: { calls: 20, queue: 100, wait: '60s' },
    limits: { key: { calls }, address: { calls } },
    ...changes,
  };
}

/** The configuration with this number; those with a fault have one of three. */
function write(number: number, fault?: number): void {
  const isEven = number % 2 === 0;
  const panels = [
    panelOf(isEven ? 'A' : 'B', [], { default: true }),
    ...(number % 3 === 1 ? [panelOf('two', ['two.test'])] : []),
    ...(number % 4 > 1
      ? [panelOf('three', ['three.test'], { clients: { allowFile: join(folder, fault === 0 ? 'none' : 'allow') } })]
      : []),
    ...(fault === 0 ? [panelOf('two', ['four.test'], { name: 'four', clients: { allowFile: join(folder, 'none') } })] : []),
  ];
  const audit = isEven ? '/dev/null' : join(folder, 'odd.log');
  const configuration = {
    listen: [{ port: 0, plaintext: true, maxConnections: 1000 + (number % 5) }],
    audit: {
      file: fault === 1 ? join(folder, 'missing', 'audit.log') : audit,
      ...(number % 5 === 0 && { authLog: join(folder, 'auth.log') }),
    },
    clients: { allow: ['127.0.0.1', `192.0.2.${number % 200}`] },
    body: { totalBytes: `${64 + (number % 3)}MiB` },
    limits: { maxEntries: 1000 + (number % 7), failures: { ban: `${15 + (number % 4)}m` } },
    panels,
    ...(fault === 2 && { unknown: true }),
  };
  writeFileSync(file, JSON.stringify(configuration));
}

/** Calls until it is told to end. */
class Load {
  readonly odd: string[] = [];
  answered = 0;
  #isOver = false;
  readonly #pool: Pool;
  readonly #calling: readonly Promise<void>[];

  constructor(url: string) {
    this.#pool = new Pool(url, { connections: clients });
    this.#calling = Array.from({ length: clients }, (_, at) => this.#call(at));
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#calling);
    await this.#pool.close();
  }

  async #call(at: number): Promise<void> {
    const body = new URLSearchParams(callWith(keys.root, 'v-list-users', 'json')).toString();
    const host = ['one.test', 'two.test', 'three.test'][at % 3] ?? '';
    const headers = { 'content-type': 'application/x-www-form-urlencoded', host };
    while (!this.#isOver) {
      try {
        const reply = await this.#pool.request({ path: '/api/', method: 'POST', headers, body });
        const from = await reply.body.text();
        const policy = String(reply.headers['ratelimit-policy']);
        if (reply.statusCode !== 200 || !policy.includes(`q=${quotaOf[from]};`))
          this.odd.push(`${reply.statusCode} ${from} ${policy}`);
        this.answered += 1;
      } catch (error) {
        this.odd.push(String(error));
      }
    }
  }
}

/** What a reload makes anew, and what follows something: of each, how many there are. */
function counts(): Readonly<Record<string, number>> {
  const timer = setTimeout(() => undefined, 0);
  clearTimeout(timer);
  const watcher = watch(folder, { persistent: false });
  watcher.close();
  const kinds = {
    watchers: watcher.constructor,
    timers: timer.constructor,
    follows: FolderWatches,
    passes: PassLoop,
    ways: PanelUses,
    pools: Lanes,
    connections: Client,
    ledgers: LocalLedger,
    tables: MemoryFailures,
    lists: AddressSet,
  };
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, queryObjects(kind, { format: 'count' })]));
}

interface Outcomes {
  readonly sound: number;
  readonly faulty: number;
  readonly odd: readonly string[];
}

/** So many reloads while clients call, and one more at the end, after which all is as at the start. */
async function reloadUnderLoad(url: string, times: number): Promise<Outcomes> {
  const load = new Load(url);
  let faulty = 0;
  for (let number = 1; number <= times; number += 1) {
    write(number, number % 3 === 2 ? Math.floor(number / 3) % 3 : undefined);
    const { faults } = await gateway.reload();
    if (faults.length > 0) faulty += 1;
    const before = load.answered;
    await expect.poll(() => load.answered).toBeGreaterThan(before + 2);
  }
  write(0);
  expect((await gateway.reload()).faults).toEqual([]);
  await load.end();
  return { sound: times - faulty, faulty, odd: load.odd };
}

it('a configuration that is read again and again under load drops no call, mixes none, and leaves nothing behind', async () => {
  const [url = ''] = await gateway.start();
  await reloadUnderLoad(url, 24);
  const [had, heldBytes] = [counts(), heldMemory()];

  const faulty = Math.floor((reloads + 1) / 3);
  expect(await reloadUnderLoad(url, reloads)).toEqual({ sound: reloads - faulty, faulty, odd: [] });

  // The last call may still hold one configuration, and the panel has one connection for each call that was in flight at once.
  const now = counts();
  expect(Object.keys(now).filter((kind) => (now[kind] ?? 0) > (had[kind] ?? 0) + mostLeft)).toEqual([]);
  expect(heldMemory() - heldBytes).toBeLessThan(mostHeldBytes);
});
