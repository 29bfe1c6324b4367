import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { makeGate } from '../support/gate.ts';
import { handOver } from '../support/hand-over.ts';
import { listenWith } from '../support/listen-with.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';

// Has the client left? A reset says so. A client that closes its side behind a whole request waits for its answer, but not for longer than
// clients wait: after the gateway itself has stood still, such a connection is one that was given up.

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const ownCertificate = { certFile: fixture('panel.crt'), keyFile: fixture('panel.key'), hosts: [], mayBeMissing: false };
const onePlace = { maxCalls: 1, maxQueue: 8, maxWaitMs: 60_000 };

type Protocol = 'http' | 'https';

async function open(protocol: Protocol, options: SiteOptions = {}): Promise<{ site: Site; clock: ManualClock }> {
  const clock = new ManualClock();
  const tls =
    protocol === 'http'
      ? ({ kind: 'plaintext' } as const)
      : ({ kind: 'files', minVersion: 'TLSv1.2', certificates: [ownCertificate] } as const);
  const listen = [listenWith({ tls })];
  site = await openSite({ clock, settings: { listen }, upstream: onePlace, ...options });
  return { site, clock };
}

function request(command: string, from = keys.root): string {
  const body = new URLSearchParams(callWith(from, command)).toString();
  const type = 'Content-Type: application/x-www-form-urlencoded';
  return `POST /api/ HTTP/1.1\r\nHost: a\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

class Client {
  readonly socket: Socket;
  /** What TLS is spoken over, or the same one. */
  readonly #carrier: Socket;
  readonly closed: Promise<void>;
  received = '';

  constructor(url: string) {
    const { protocol, hostname: host, port } = new URL(url);
    this.#carrier = connect({ host, port: Number(port), allowHalfOpen: true });
    this.socket = protocol === 'http:' ? this.#carrier : connectTls({ socket: this.#carrier, rejectUnauthorized: false });
    this.socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1');
    });
    this.socket.on('error', () => {
      // What was received counts.
    });
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  reset(): void {
    this.#carrier.resetAndDestroy();
  }

  /** Resolves when the system has it. */
  async write(text: string): Promise<void> {
    await new Promise((resolve) => this.socket.write(text, resolve));
  }
}

/** Everything that was sent before has been read: a call that comes after it has been answered. */
async function readSoFar({ gateway }: Site): Promise<void> {
  const client = new Client(gateway.url);
  client.socket.end(request('v-list-users', { ...keys.root, secret: 'x'.repeat(40) }));
  await client.closed;
  expect(client.received).toMatch(/^HTTP\/1\.1 401 [^]*Error: Authentication failed$/);
}

/** The commands that the panel has seen. */
function commandsAt({ panel }: Site): readonly (string | null)[] {
  return panel.requests.map(({ body }) => new URLSearchParams(body.toString()).get('cmd'));
}

/** The one place is taken by a call that goes on until the gate opens. */
async function occupy(of: Site): Promise<{ readonly end: () => void }> {
  const gate = makeGate();
  of.panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'answered' })));
  const client = new Client(of.gateway.url);
  client.socket.write(request('v-list-users'));
  await expect.poll(() => of.panel.requests.length).toBe(1);
  return { end: gate.open };
}

describe.each(['http', 'https'] as const)('over %s', (protocol) => {
  it('a client that closes its side behind its request gets the answer, whenever it closes it', async () => {
    const { site: at } = await open(protocol, { upstream: {} });
    const gate = makeGate();
    at.panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'answered' })));
    const [atOnce, later] = [new Client(at.gateway.url), new Client(at.gateway.url)];
    atOnce.socket.end(request('v-list-users'));
    later.socket.write(request('v-list-users'));
    await expect.poll(() => at.panel.requests.length).toBe(2);
    later.socket.end();
    gate.open();
    await Promise.all([atOnce.closed, later.closed]);
    for (const { received } of [atOnce, later]) expect(received).toMatch(/^HTTP\/1\.1 200 [^]*answered$/);
    expect(at.gateway.outcomes.map(({ result }) => result.kind)).toEqual(['answered', 'answered']);
  });

  it('such a client gets it also where its call has waited for a place, and a refusal likewise', async () => {
    const { site: at } = await open(protocol);
    const first = await occupy(at);
    const waiting = new Client(at.gateway.url);
    waiting.socket.end(request('v-list-sys-info'));
    await readSoFar(at);
    first.end();
    await waiting.closed;
    expect(waiting.received).toMatch(/^HTTP\/1\.1 200 [^]*answered$/);
    expect(commandsAt(at)).toEqual(['v-list-users', 'v-list-sys-info']);
  });

  it('a connection that is reset while its call waits takes the call with it', async () => {
    const { site: at } = await open(protocol);
    const first = await occupy(at);
    const [leaving, staying] = [new Client(at.gateway.url), new Client(at.gateway.url)];
    await Promise.all([leaving.write(request('v-list-sys-info')), staying.write(request('v-list-user-ips'))]);
    await readSoFar(at);
    leaving.reset();
    await expect.poll(() => at.gateway.outcomes.map(({ call }) => call?.command)).toContain('v-list-sys-info');
    first.end();
    await expect.poll(() => staying.received).toContain('answered');
    expect(commandsAt(at)).toEqual(['v-list-users', 'v-list-user-ips']);
    staying.socket.destroy();
  });

  it('a call whose connection has ended is not sent once the gateway has stood still for more than a second', async () => {
    const { site: at, clock } = await open(protocol);
    const first = await occupy(at);
    const [ended, staying] = [new Client(at.gateway.url), new Client(at.gateway.url)];
    ended.socket.end(request('v-list-sys-info'));
    await staying.write(request('v-list-user-ips'));
    await readSoFar(at);
    clock.advance(36_000);
    first.end();
    await ended.closed;
    expect(ended.received).toMatch(/^HTTP\/1\.1 503 [^]*Error: Server is too busy/);
    await expect.poll(() => staying.received).toContain('answered');
    expect(commandsAt(at)).toEqual(['v-list-users', 'v-list-user-ips']);
    staying.socket.destroy();
  });

  it('nor is one that came while it stood still, and one that comes later is', async () => {
    const { site: at, clock } = await open(protocol, { upstream: {} });
    clock.advance(36_000);
    const ended = new Client(at.gateway.url);
    ended.socket.end(request('v-list-sys-info'));
    await ended.closed;
    expect(ended.received).toMatch(/^HTTP\/1\.1 503 /);
    // Less than a stall, and long enough to have caught up.
    clock.advance(1100);
    const later = new Client(at.gateway.url);
    later.socket.end(request('v-list-user-ips'));
    await later.closed;
    expect(later.received).toMatch(/^HTTP\/1\.1 200 /);
    expect(commandsAt(at)).toEqual(['v-list-user-ips']);
  });
});

it('of a process that was stopped, no call runs whose client has left meanwhile, by a close or by a reset', async () => {
  site = await openSite();
  handOver(site.folder.root);
  const program = inject('program');
  const at = site;
  const gateway = await startGatewayProcess(
    program,
    JSON.stringify({
      listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
      clients: { allow: ['127.0.0.1'] },
      panels: [{ url: at.panel.origin, state: { files: at.folder.root } }],
    }),
  );
  try {
    gateway.signal('SIGSTOP');
    const leaving = Array.from({ length: 30 }, () => new Client(gateway.url));
    await Promise.all(leaving.map((client) => client.write(request('v-list-sys-info'))));
    for (const [index, client] of leaving.entries()) {
      if (index % 2 === 0) client.socket.destroy();
      else client.reset();
    }
    const staying = new Client(gateway.url);
    await staying.write(request('v-list-user-ips'));
    // Longer than clients wait.
    await pause(2000);
    gateway.signal('SIGCONT');
    await expect.poll(() => staying.received).toMatch(/^HTTP\/1\.1 200 /);
    expect(commandsAt(at)).toEqual(['v-list-user-ips']);
    staying.socket.destroy();
  } finally {
    await gateway.stop();
  }
});
