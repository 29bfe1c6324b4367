import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callBytes, clientsAtPanel } from '../http/proxied-site.ts';
import { parseReply, post, type Reply, sendRaw } from '../support/http-client.ts';
import { type InsideSite, openInsideSite } from '../support/inside-site.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys } from '../support/site.ts';

// The panel's own web server before the gateway: a real one, which names the client of each call and overwrites what that client says of itself.

const [client, other, stranger] = ['127.0.0.5', '127.0.0.6', '127.0.0.7'];
const call = callWith(keys.root, 'v-list-users');

describeWith('nginx', "behind the panel's own web server", () => {
  describe.each([
    ['a connection for each call', false],
    ['one connection for the calls of several clients', true],
  ])('over %s', (_, keepsConnections) => {
    let inside: InsideSite;
    let nginx: Nginx;
    beforeAll(async () => {
      const limits = { failures: { address: { attempts: 3, per: '60s' }, pair: { attempts: 3, per: '60s' } } };
      inside = await openInsideSite(inject('program'), { allow: [client, other, '127.0.0.8'], limits });
      nginx = await startNginx(inside.socket, { keepsConnections });
    });
    afterAll(async () => {
      await nginx.stop();
      await inside.close();
    });

    const ask = (from: string, body = call, headers = {}): Promise<Reply> => post(nginx.url, body, { from, headers });

    it('whom the list has may call, and who asks is known to the panel and to the audit log', async () => {
      for (const from of [client, other, client]) {
        expect((await ask(from)).status).toBe(200);
        expect(clientsAtPanel(inside.site).at(-1)).toBe(from);
        expect(inside.ended().at(-1)).toMatchObject({ address: from, proxy: 'unix' });
      }
    });

    it('whom it does not have is refused, between calls of those whom it has', async () => {
      const statuses = [];
      for (const from of [client, stranger, client, '127.0.0.1']) statuses.push((await ask(from)).status);
      expect(statuses).toEqual([200, 401, 200, 401]);
      expect(
        inside
          .ended()
          .slice(-3)
          .map(({ address }) => address),
      ).toEqual([stranger, client, '127.0.0.1']);
    });

    it.each([
      ['one header', [`X-Forwarded-For: ${client}`]],
      ['two', [`X-Forwarded-For: ${client}`, `X-Forwarded-For: ${client}`]],
      ['a list', [`X-Forwarded-For: ${client}, ${client}`]],
      ['an empty one', ['X-Forwarded-For:']],
      ['other headers', [`X-Real-IP: ${client}`, `Forwarded: for=${client}`, `X_Forwarded_For: ${client}`]],
    ])('whom a client claims to be is not believed: %s', async (_what, lines) => {
      const { status } = parseReply(await sendRaw(nginx.url, callBytes(...lines), { from: stranger, answers: 1 }));
      expect(status).toBe(401);
      expect(inside.ended().at(-1)).toMatchObject({ address: stranger, reason: 'address_not_allowed' });
    });

    it('a client that fails too often is banned, and no other is', async () => {
      const wrong = callWith({ ...keys.root, secret: 'x'.repeat(40) }, 'v-list-users');
      for (let count = 0; count < 3; count += 1) expect((await ask('127.0.0.8', wrong)).status).toBe(401);
      const statuses = [];
      for (const from of ['127.0.0.8', client, '127.0.0.8', other]) statuses.push((await ask(from)).status);
      expect(statuses).toEqual([429, 200, 429, 200]);
    });

    it.each(['/api/index.php/x.php', '/%61pi/', '/api/x'])(
      'a path that is not exactly one of the API is not found: %s',
      async (path) => {
        expect((await post(nginx.url, call, { path, from: client })).status).toBe(404);
      },
    );
  });
});
