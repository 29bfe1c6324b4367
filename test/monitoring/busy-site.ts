import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { doctorPart } from '../../src/compose/parts/doctor-part.ts';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import { policyWith } from '../support/facts.ts';
import { post, type PostOptions } from '../support/http-client.ts';
import { listenWith } from '../support/listen-with.ts';
import { noticeSecret, startNoticeReceiver } from '../support/notice-receiver.ts';
import { answerWith } from '../support/recording-panel.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { apiKey, callWith, keys, openSite, type Site } from '../support/site.ts';

export interface BusySite {
  /** Host and port of the second listener. */
  readonly where: string;
  readonly token: string;
  readonly requestIds: () => ReadonlySet<string>;
  readonly close: () => Promise<void>;
}

const token = 'a-token-of-the-tests-with-many-letters-0123456789';
const dayMs = 86_400_000;

/** A gateway with a panel and Redis to which everything happens all the while that the board has a picture of. */
export async function openBusySite(): Promise<BusySite> {
  const folder = mkdtempSync(join(tmpdir(), 'busy-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  writeFileSync(join(folder, 'notices.secret'), noticeSecret, { mode: 0o600 });
  const [redis, receiver] = await Promise.all([startRedisServer(), startNoticeReceiver(false)]);
  const site = await openSite({
    panelTls: true,
    upstream: { tls: { verify: 'none' } },
    clients: { trustedProxies: AddressSet.of(['127.0.0.1']) },
    auth: { allowed: { 'access-key': true, 'api-key': false, password: false } },
    limits: { failures: policyWith().limits.failures, key: perMinute(5), address: perMinute(30) },
    report: { reasons: new Set(['key_rate']), untilMs: Date.now() + 30 * dayMs },
    parts: [doctorPart(() => ({ grade: 2, atSeconds: Date.now() / 1000 }))],
    settings: {
      admin: { at: { kind: 'tcp', host: '127.0.0.1', port: 0, tokenFile }, isRequired: true },
      audit: { file: join(folder, 'audit.log'), chain: true, authLog: join(folder, 'auth.log') },
      listen: [listenWith({ maxConnections: 10_000 }), encrypted()],
      notices: {
        url: receiver.url,
        origin: new URL(receiver.url).origin,
        secretFile: join(folder, 'notices.secret'),
        caFile: undefined,
        kinds: new Set(['key.under_attack']),
      },
      ...redisAt(redis.url),
    },
  });
  answerInTurn(site);
  let isOpen = true;
  const traffic = drive(site, () => isOpen);
  return {
    where: /metrics and health listen .*http:\/\/([\d.:]+)/.exec(site.gateway.log.join('\n'))?.[1] ?? '',
    token,
    requestIds: () => new Set(site.gateway.outcomes.map(({ arrival }) => arrival.requestId)),
    close: async () => {
      isOpen = false;
      await traffic;
      await site.close();
      await Promise.all([redis.stop(), receiver.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** A listener with a certificate, so that there is one that ends. */
function encrypted(): ReturnType<typeof listenWith> {
  const certificates = [{ certFile: fixture('crt'), keyFile: fixture('key'), hosts: [], mayBeMissing: false }];
  return listenWith({ tls: { kind: 'files', minVersion: 'TLSv1.2', certificates } });
}

function redisAt(url: string): Pick<ReturnType<typeof readSettings>, 'redis'> {
  const text = JSON.stringify({ clients: { allow: [] }, panels: [{}], store: { redis: { url, timeout: '10s' } } });
  return { redis: readSettings(text, { file: '/etc/hearthgate/gateway.yaml', env: {} }).redis };
}

/** Each second command fails. */
function answerInTurn({ panel }: Site): void {
  let count = 0;
  panel.setAnswer(() => {
    count += 1;
    if (count % 2 === 0) return answerWith({ body: '0' });
    const headers = [
      ['Hestia-Exit-Code', '3'],
      ['Content-Type', 'text/html; charset=UTF-8'],
    ] as const;
    return answerWith({ status: 400, headers, body: 'Error: no such domain' });
  });
}

/**
 * Permitted, failing, reported and refused calls; guesses at one key from everywhere until it is under attack, and at ever new ones from addresses of which
 * each is banned after twenty; requests that are none, until their address is refused.
 */
async function drive({ gateway: { url } }: Site, isOpen: () => boolean): Promise<void> {
  for (let round = 0; isOpen(); round += 1) {
    const guess = callWith({ ...keys.billing, secret: 'x'.repeat(40) }, 'v-list-users');
    await post(url, callWith(keys.alice, 'v-list-mail-domains', 'alice'), from('192.0.2.1'));
    await post(url, callWith(keys.alice, 'v-delete-user', 'alice'), from('192.0.2.1'));
    await post(url, { hash: apiKey, cmd: 'v-list-users' }, from(`192.0.3.${round % 250}`));
    await post(url, '', { ...from('192.0.2.4'), path: '/login/' });
    await post(url, guess, from(`198.51.100.${round % 250}`));
    const guesser = Math.floor(round / 22);
    const invented = { ...keys.root, id: `INVENTED${String(round).padStart(12, '0')}` };
    await post(url, callWith(invented, 'v-list-users'), from(`198.18.${Math.floor(guesser / 250) % 250}.${guesser % 250}`));
    await pause(20);
  }
}

function perMinute(calls: number): { readonly calls: number; readonly perMs: number } {
  return { calls, perMs: 60_000 };
}

function from(address: string): PostOptions {
  return { headers: { 'x-forwarded-for': address } };
}

function fixture(ending: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/panel.${ending}`, import.meta.url));
}
