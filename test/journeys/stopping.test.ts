import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { makeGate } from '../support/gate.ts';
import { post } from '../support/http-client.ts';
import { listenWith } from '../support/listen-with.ts';
import { answerAfter, answerWith, hang } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';

let site: Site | undefined;
let gatewayProcess: GatewayProcess | undefined;
const sockets: Socket[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await gatewayProcess?.stop();
  gatewayProcess = undefined;
  await site?.panel.closeConnections();
  await site?.panel.stop();
  await site?.folder.remove();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const call = callWith(keys.root, 'v-list-users');
const patient = { settings: { stop: { graceMs: 60_000 } } } satisfies SiteOptions;

describe('a gateway that is stopped', () => {
  it('says so first, takes no new connection, and finishes the call that is in flight', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'admin-'));
    folders.push(folder);
    const path = join(folder, 'admin.sock');
    site = await openSite({ settings: { ...patient.settings, admin: { at: { kind: 'socket', path }, isRequired: true } } });
    const { gateway, panel } = site;
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'finished' })));
    expect((await readiness(path)).status).toBe(200);
    const reply = post(gateway.url, call);
    await expect.poll(() => panel.requests.length).toBe(1);
    const stopped = gateway.stop();
    expect(await readiness(path)).toMatchObject({ status: 503, body: expect.stringContaining('stopping') });
    expect(await post(gateway.url, call).catch((error: NodeJS.ErrnoException) => error.code)).toBe('ECONNREFUSED');
    gate.open();
    const { status, headers, body } = await reply;
    expect([status, headers.connection, body]).toEqual([200, 'close', 'finished']);
    await stopped;
  });

  it('ends a connection with the answer on it that had begun before', async () => {
    site = await openSite(patient);
    const { gateway, panel } = site;
    const large = Buffer.alloc(12 << 20, 'x');
    panel.setAnswer(() => answerWith({ body: large }));
    const body = new URLSearchParams(call).toString();
    const type = 'Content-Type: application/x-www-form-urlencoded';
    const socket = await begin(
      site,
      `POST /api/ HTTP/1.1\r\nHost: a\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    // Its head has come, and the rest waits to be read.
    await once(socket, 'readable');
    const idle = await begin(site, 'POST /api/ HT');
    const stopped = gateway.stop();
    // What is idle by then has been cut.
    await once(idle, 'close');
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      // The beginning of another request, which would be answered with 408 in the end.
      if (received.length > large.length) socket.write('P');
    });
    await Promise.all([once(socket, 'close'), stopped]);
    expect(received.length - received.indexOf('\r\n\r\n')).toBe(4 + large.length);
    expect(received.match(/^connection: .*/gim)).toEqual(['Connection: keep-alive']);
  });

  it('does not wait for a panel that hangs beyond its grace', async () => {
    site = await openSite({ settings: { stop: { graceMs: 300 } } });
    const { gateway, panel } = site;
    panel.setAnswer(() => hang());
    const reply = post(gateway.url, call).catch(() => 'cut');
    await expect.poll(() => panel.requests.length).toBe(1);
    await gateway.stop();
    expect(await reply).toBe('cut');
  });

  it('does not wait for a head that is half there', async () => {
    site = await openSite(patient);
    await begin(site, 'POST /api/ HT');
    await expect.poll(() => site?.gateway.stop().then(() => 'stopped')).toBe('stopped');
  });

  it('does not wait for a PROXY header that is half there', async () => {
    site = await openSite({
      clients: { trustedProxies: AddressSet.of(['127.0.0.1']) },
      settings: { ...patient.settings, listen: [listenWith({ proxyProtocol: true })] },
    });
    await begin(site, 'PROXY TC');
    await site.gateway.stop();
    // Who is cut off for a header that does not end is told of.
    expect(site.gateway.log.join('\n')).not.toContain('PROXY header');
  });

  it('by a second signal ends at once, with the code of that signal', async () => {
    site = await openSite();
    const { panel } = site;
    const program = inject('program');
    gatewayProcess = await startGatewayProcess(
      program,
      JSON.stringify({
        listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
        clients: { allow: ['127.0.0.1'] },
        panels: [{ name: 'main', url: panel.origin, state: { files: '/nonexistent/hestia' } }],
      }),
    );
    const { hostname, port } = new URL(gatewayProcess.url);
    const slow = connect({ host: hostname, port: Number(port) });
    sockets.push(slow);
    slow.on('error', () => {
      // Ended with the process.
    });
    // A body that is waited for, so that there is a request in flight.
    slow.write('POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n');
    await new Promise((resolve) => slow.once('data', resolve));
    gatewayProcess.signal('SIGTERM');
    await expect.poll(() => gatewayProcess?.log()).toContain('a second signal ends at once');
    gatewayProcess.signal('SIGINT');
    expect(await gatewayProcess.exited).toBe(130);
  });
});

function readiness(socketPath: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, path: '/readyz', agent: false, headers: { host: 'localhost' } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.once('end', () => resolve({ status: response.statusCode, body }));
    });
    request.once('error', reject).end();
  });
}

/** Sends these bytes over a connection of its own, and no more. */
async function begin({ gateway }: Site, bytes: string): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  const half = connect({ host: hostname, port: Number(port) });
  sockets.push(half);
  half.on('error', () => {
    // It has been cut.
  });
  await new Promise((resolve) => half.write(bytes, resolve));
  return half;
}
