import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { hang } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

let site: Site | undefined;
let socket: Socket | undefined;
afterEach(async () => {
  socket?.destroy();
  await site?.panel.closeConnections();
  await site?.panel.stop();
  await site?.folder.remove();
});

describe('a gateway that is stopped', () => {
  it('does not wait for a panel that hangs beyond its grace', async () => {
    site = await openSite({ settings: { stop: { graceMs: 300 } } });
    const { gateway, panel } = site;
    panel.setAnswer(() => hang());
    const reply = post(gateway.url, callWith(keys.root, 'v-list-users')).catch(() => 'cut');
    await expect.poll(() => panel.requests.length).toBe(1);
    await gateway.stop();
    expect(await reply).toBe('cut');
  });

  it('does not wait for a head that is half there', async () => {
    site = await openSite({ settings: { stop: { graceMs: 60_000 } } });
    const { hostname, port } = new URL(site.gateway.url);
    const half = connect({ host: hostname, port: Number(port) });
    socket = half;
    await new Promise((resolve) => half.write('POST /api/ HT', resolve));
    await expect.poll(() => site?.gateway.stop().then(() => 'stopped'), { timeout: 5000 }).toBe('stopped');
  });
});
