import { afterEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { Outcome } from '../../src/domain/gateway/observer.ts';
import type { ListenTls } from '../../src/domain/policy/settings.ts';
import type { Panel } from '../../src/http/context/panel.ts';
import type { Site } from '../../src/http/context/site.ts';
import { createListener, type Listener } from '../../src/http/listen/listener.ts';
import { policyWith, snapshotOf, worldWith } from '../support/facts.ts';
import { ledgerWith } from '../support/ledger.ts';
import { arrivalPanel, arrivalSite } from './arrival-site.ts';
import { speak } from './proxy-client.ts';
import { listenWith } from '../support/listen-with.ts';

// Whatever part of the gateway fails, and wherever: the client is answered, the log and observers are told, and the process goes on.

const fail = (): never => {
  throw new Error('a fault of its own');
};
const file = (name: string): string => new URL(`../fixtures/tls/${name}`, import.meta.url).pathname;
const certificate = { certFile: file('panel.crt'), keyFile: file('panel.key'), hosts: [], mayBeMissing: false };
const overTls: ListenTls = { kind: 'files', minVersion: 'TLSv1.2', certificates: [certificate] };
const plain: ListenTls = { kind: 'plaintext' };
const announced = Buffer.from('PROXY TCP4 192.0.2.1 127.0.0.1 40000 8083\r\n');

const allow = { everyone: true, inherit: false, set: AddressSet.empty };
/** @param trusted who may speak for clients, by the PROXY protocol */
const panelBehind = (...trusted: string[]): Panel =>
  arrivalPanel(snapshotOf(worldWith({ policy: policyWith({ clients: { trustedProxies: AddressSet.of(trusted), allow } }) })));
const good = arrivalSite(panelBehind());
type Faulty = (panel: Panel) => Partial<Site>;
const withPanel =
  (changes: Partial<Panel>): Faulty =>
  (panel) => ({ rules: arrivalSite({ ...panel, ...changes }).rules });
const { ledger } = ledgerWith();
const withLedger = (changes: Partial<Panel['ledger']>): Faulty =>
  withPanel({
    ledger: {
      settle: (entry) => ledger.settle(entry),
      peek: (entry) => ledger.peek(entry),
      refusedHere: () => undefined,
      noteRefused: () => undefined,
      hasKnown: () => false,
      statusHere: (charge) => ledger.statusHere(charge),
      ...changes,
    },
  });

const body = 'user=admin&password=x&cmd=v-list-users';
const head = `POST /api/ HTTP/1.1\r\nHost: panel.test\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded`;
const request = Buffer.from(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

let running: Listener | undefined;
afterEach(async () => {
  await running?.stop(100);
  running = undefined;
});

interface Started {
  readonly url: string;
  readonly faults: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly mend: () => void;
}

/** A listener with a fault in its site, until that is mended. */
async function start(faulty: Faulty, tls = plain, proxyProtocol = false): Promise<Started> {
  const faults: string[] = [];
  const outcomes: Outcome[] = [];
  const told: Partial<Site> = {
    log: { ...good.log, error: (message) => void faults.push(message) },
    observers: [{ ended: (outcome) => void outcomes.push(outcome) }],
  };
  const panel = panelBehind(...(proxyProtocol ? ['127.0.0.1'] : []));
  const sound = arrivalSite(panel);
  const site: Site = { ...sound, ...told };
  running = createListener(listenWith({ tls, proxyProtocol }), site, { setting: 'listen[0]', fd: undefined });
  const url = await running.start();
  Object.assign(site, faulty(panel));
  return { url, faults, outcomes, mend: () => void Object.assign(site, sound, told) };
}

const parts: Readonly<Record<string, Faulty>> = {
  'the rules in force': () => ({ rules: fail }),
  'who comes first': () => ({ isPreferred: fail }),
  'the escalation at accept': () => ({ escalation: { refused: () => undefined, levelOf: fail } }),
  'the clock': () => ({ clock: { monotonicMs: fail, wallMs: Date.now } }),
  'the ids of requests': () => ({ newRequestId: fail }),
  'the watch of stalls': () => ({ stalls: { ...good.stalls, countBefore: fail } }),
  'the snapshot of a panel': withPanel({ snapshot: fail }),
  'the uses of a panel': withPanel({ uses: { begin: fail, end: () => undefined } }),
  'the ledger on arrival': withLedger({ refusedHere: fail }),
  'the ledger': withLedger({ settle: fail, statusHere: fail }),
  'the ledger, later': withLedger({ settle: () => Promise.reject(new Error('a fault of its own')) }),
  'the end of a turn': () => ({ turnEnd: Object.assign(Object.create(good.turnEnd), { passed: fail }) }),
};

const reasonOf = ({ result }: Outcome): string => (result.kind === 'refused' ? result.denial.reason : result.kind);
const none: Faulty = () => ({});
const late = 'the end of a turn';
/** Nobody asks them about a connection that a proxy announced. */
const ofPeers: ReadonlySet<string> = new Set(['who comes first', 'the escalation at accept']);
const withPlain = Object.keys(parts).filter((part) => part !== late);

describe.each([
  ['in plain text', plain, false, withPlain],
  ['over TLS', overTls, false, withPlain],
  ['behind a PROXY header', plain, true, withPlain.filter((part) => !ofPeers.has(part))],
] as const)('%s a fault in', (_how, tls, proxyProtocol, tried) => {
  it.each(tried)('%s is answered, logged and told, and the next request is judged', async (part) => {
    const { url, faults, outcomes, mend } = await start(parts[part] ?? none, tls, proxyProtocol);
    const pieces = proxyProtocol ? [announced] : [];
    const { reply } = await speak(url, { pieces, request });
    expect(reply).toMatchObject({ status: 500, headers: { 'hestia-exit-code': '14', connection: 'close' } });
    const { 'x-request-id': id = '' } = reply.headers;
    expect(reply.body).toBe(`Error: The gateway failed, request ${id.toString()}`);
    expect(faults).toEqual(['a request failed in the gateway']);
    expect(outcomes.map(reasonOf)).toEqual(['gateway_failed']);
    expect(outcomes[0]?.arrival.requestId).toBe(id);
    mend();
    expect((await speak(url, { pieces, request })).reply.status).toBe(502);
  });
});

it('an answer that cannot be written ends its connection', async () => {
  const { url, faults, mend } = await start(parts[late] ?? none);
  expect((await speak(url, { pieces: [], request })).reply.status).toBe(0);
  expect(faults).toEqual(['a request failed in the gateway']);
  mend();
  expect((await speak(url, { pieces: [], request })).reply.status).toBe(502);
});

it('a fault over TLS below which a PROXY header stands closes the connection', async () => {
  const { url, faults, outcomes, mend } = await start(() => ({ rules: fail }), overTls, true);
  expect((await speak(url, { pieces: [announced], request })).reply.status).toBe(0);
  expect([faults, outcomes.map(reasonOf)]).toEqual([['a request failed in the gateway'], ['gateway_failed']]);
  mend();
  expect((await speak(url, { pieces: [announced], request })).reply.status).toBe(502);
});

it('requests behind one that failed are answered in their turn, or not at all', async () => {
  const { url, outcomes } = await start(withPanel({ snapshot: fail }));
  const kept = Buffer.from(request.toString('latin1').replace('Connection: close\r\n', ''));
  const { reply } = await speak(url, { pieces: [], request: Buffer.concat([kept, kept, kept]) });
  expect([reply.status, outcomes.map(reasonOf)]).toEqual([500, ['gateway_failed']]);
});
