import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { type Reply, post } from '../support/http-client.ts';
import { answerWith } from '../support/recording-panel.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { openSite, type Site } from '../support/site.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

// Somebody tries passwords through several gateways by turns: the panel, which bans after five, sees no more of them than through one.

const html = ['Content-Type', 'text/html; charset=UTF-8'] as const;
const no = answerWith({ status: 401, headers: [html, ['Hestia-Exit-Code', '9']], body: 'Error: authentication failed' });
const yes = answerWith({ headers: [html] });
const auth = { allowed: { 'access-key': true, 'api-key': true, password: true } };
const clients = { trustedProxies: AddressSet.of(['127.0.0.1']) };

describeWith('redis-server', 'passwords through two gateways', () => {
  let server: RedisServer;
  let site: Site;
  let gateways: readonly TestGateway[] = [];
  let prefixes = 0;
  beforeAll(async () => {
    server = await startRedisServer();
    site = await openSite();
  });
  beforeEach(async () => {
    await stopGateways();
    prefixes += 1;
    const at = { kind: 'single', node: { host: '127.0.0.1', port: server.port } } as const;
    const redis = { at, tls: undefined, database: 0, timeoutMs: 2000, onFailure: 'local', prefix: `p${prefixes}:` } as const;
    const more = { username: undefined, passwordFile: undefined };
    const options = {
      origin: site.panel.origin,
      root: site.folder.root,
      clients,
      auth,
      settings: { redis: { ...redis, ...more } },
    };
    gateways = await Promise.all([startTestGateway(options), startTestGateway(options)]);
  });
  afterAll(async () => {
    await stopGateways();
    await site.close();
    await server.stop();
  });

  const stopGateways = async (): Promise<void> => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  };
  const ask = (at: number, password: string): Promise<Reply> =>
    post(
      gateways[at % 2]?.url ?? '',
      { user: 'admin', password, cmd: 'v-list-users' },
      { headers: { 'x-forwarded-for': `10.0.0.${at}` } },
    );

  it('that are wrong are two, one after the other or at the same moment', async () => {
    site.panel.setAnswer(() => no);
    const before = site.panel.requests.length;
    for (let at = 0; at < 4; at += 1) await ask(at, `wrong ${at}`);
    const replies = await Promise.all(Array.from({ length: 20 }, (_, at) => ask(at, `more ${at}`)));
    expect(site.panel.requests.length - before).toBe(2);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]));
  });

  it('that are right are all answered, however many come before the panel has accepted the first', async () => {
    site.panel.setAnswer(() => yes);
    const replies = await Promise.all(Array.from({ length: 12 }, (_, at) => ask(at, 'right')));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  });
});
