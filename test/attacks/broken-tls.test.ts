import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { AdminSocket } from '../support/admin-socket.ts';
import { listenWith } from '../support/listen-with.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { hang } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A client that speaks TLS writes plain bytes between its records, and leaves. Behind that nothing can be written to it any more, so that its
// place must be free at once: whoever does it often would take all places.

let site: Site | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await site?.panel.closeConnections();
  await site?.close();
  site = undefined;
});

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const certificate = { certFile: fixture('panel.crt'), keyFile: fixture('panel.key'), hosts: [], mayBeMissing: false };
const tls = { kind: 'files', minVersion: 'TLSv1.2', certificates: [certificate] } as const;
const listen = [listenWith({ tls })];

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();
const call = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const tunnel = 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n';

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('behind plain bytes in %s the place is free', (version) => {
  it.each([
    ['a request that is answered unread', 'GET /api/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a call that is in flight', call],
    ['half a call', call.slice(0, -5)],
    ['a tunnel that is asked for behind a call', call + tunnel],
    ['more calls than may wait', call.repeat(20)],
    ['what is no HTTP', 'junk junk\r\n\r\n'],
    ['nothing', ''],
  ])('of %s', async (_what, sent) => {
    const admin = new AdminSocket();
    // Its clock stands still: no time limit of the gateway's own frees a place.
    site = await openSite({ clock: new ManualClock(), settings: { listen, ...admin.settings } });
    const { panel, gateway } = site;
    panel.setAnswer(() => hang());
    const carrier = await brokenConnection(gateway.url, version, sent);
    await expect.poll(() => admin.metric('hearthgate_connections')).toEqual({ '': 0 });
    carrier.destroy();
  });
});

/** TLS with these bytes in it, and plain ones right behind. */
function brokenConnection(url: string, version: 'TLSv1.2' | 'TLSv1.3', sent: string): Promise<Socket> {
  const { hostname: host, port } = new URL(url);
  const carrier = connect({ host, port: Number(port) });
  sockets.push(carrier);
  return new Promise((resolve) => {
    const client = connectTls({ socket: carrier, rejectUnauthorized: false, minVersion: version, maxVersion: version }, () => {
      client.write(sent);
      setImmediate(() => {
        carrier.write('POST plain bytes\r\n');
        setImmediate(() => {
          carrier.destroy();
          resolve(carrier);
        });
      });
    });
    for (const socket of [carrier, client]) {
      socket.on('error', () => {
        // What the gateway does with the connection counts.
      });
    }
  });
}
