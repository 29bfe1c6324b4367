import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { type HandedGateway, type HandedPlace, startHandedGateway } from '../support/handed-gateway.ts';
import { handOver } from '../support/hand-over.ts';

// The service manager makes Unix sockets for the gateway. One that is missing, stands elsewhere or lets everybody connect keeps it from starting.

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handed-'));
  chmodSync(folder, 0o755);
  handOver(folder);
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const here = (name: string): string => join(folder, name);
const tcp = { host: '127.0.0.1', port: 1, plaintext: true };

async function start(listen: readonly object[], places: readonly HandedPlace[]): Promise<HandedGateway> {
  const configuration = {
    listen,
    admin: { socket: here('admin.sock') },
    data: folder,
    clients: { allow: ['192.0.2.1'] },
    audit: { file: here('audit.log') },
    stop: { grace: '0s' },
    panels: [{ state: { static: here('none.json') }, tls: { verify: 'none' } }],
  };
  const gateway = await startHandedGateway(inject('program'), { folder, configuration, places });
  onTestFinished(async () => {
    await gateway.stop();
  });
  return gateway;
}

async function startFaultOf(listen: readonly object[], places: readonly HandedPlace[]): Promise<string> {
  const gateway = await start(listen, places);
  expect([gateway.urls, await gateway.exited]).toEqual([[], 71]);
  return gateway.log().replaceAll(folder, 'HERE');
}

describe('sockets that are handed over', () => {
  it('go by their paths, whatever their order, and those of TCP by order', async () => {
    const listen = [tcp, { socket: here('a.sock') }, { socket: here('b.sock') }];
    const { urls, log } = await start(listen, [{ path: here('b.sock') }, 'tcp', { path: here('a.sock') }]);
    expect(urls).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      `unix:${here('a.sock')}`,
      `unix:${here('b.sock')}`,
    ]);
    expect(log()).toContain(`listens on ${[urls[0]?.slice('http://'.length), ...urls.slice(1)].join(', ')}`);
  });

  it('keep the gateway from starting where an address gets a Unix socket', async () => {
    mkdirSync(here('x'));
    const listen = [tcp, { socket: here('a.sock') }];
    const text = await startFaultOf(listen, [{ path: here('a.sock') }, { path: here('x/b.sock') }]);
    expect(text).toMatch(/file descriptor 4, which was handed over to listen on, is not a TCP socket; name a TCP address/);
  });

  it('keep it from starting where the socket is another one', async () => {
    const text = await startFaultOf([{ socket: here('b.sock') }, tcp], [{ path: here('b.sock.old') }, 'tcp']);
    expect(text).toMatch(/HERE\/b\.sock does not exist; start the socket unit that makes it.*\(listen\[0\]\.socket\)/);
  });

  it('keep it from starting where others stand at the path', async () => {
    mkdirSync(here('a'));
    const made = await start([{ socket: here('a.sock') }], [{ path: here('a.sock') }]);
    await made.stop();
    const text = await startFaultOf([{ socket: here('a.sock') }], [{ path: here('a/a.sock') }]);
    expect(text).toMatch(
      /listen\[0\]\.socket: HERE\/a\.sock is made and handed over .* none of the sockets that are handed over is bound/,
    );
  });

  it('keep it from starting where none is handed over: the gateway makes none', async () => {
    const made = await start([{ socket: here('a.sock') }], [{ path: here('a.sock') }]);
    await made.stop();
    const text = await startFaultOf([{ socket: here('a.sock') }], []);
    expect(text).toMatch(/and no socket is handed over; write ListenStream=HERE\/a\.sock into a socket unit/);
  });

  it('stay where they are when the gateway stops', async () => {
    const first = await start([{ socket: here('a.sock') }], [{ path: here('a.sock') }]);
    expect(await first.stop()).toBe(0);
    chmodSync(here('a.sock'), 0o666);
    const text = await startFaultOf([{ socket: here('a.sock') }], []);
    expect(text).toMatch(
      /HERE\/a\.sock may be connected to by every user of this machine, who could be any client then; write SocketMode=0660/,
    );
  });

  it('keep it from starting where every user may put another in its place', async () => {
    mkdirSync(here('open'));
    chmodSync(here('open'), 0o777);
    const text = await startFaultOf([{ socket: here('open/a.sock') }], [{ path: here('open/a.sock') }]);
    expect(text).toMatch(/HERE\/open\/a\.sock may be replaced by every user of this machine, .* chmod o-w HERE\/open/);
  });

  it('may lie in a folder that is closed to the gateway itself', async () => {
    mkdirSync(here('closed'));
    chmodSync(here('closed'), 0o700);
    const path = here('closed/a.sock');
    expect((await start([{ socket: path }], [{ path }])).urls).toEqual([`unix:${path}`]);
  });

  it('keep it from starting where no socket is at the path', async () => {
    mkdirSync(here('a.sock'));
    expect(await startFaultOf([{ socket: here('a.sock') }], ['tcp'])).toMatch(/HERE\/a\.sock is no socket; correct the path/);
  });
});
