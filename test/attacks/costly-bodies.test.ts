/*
 * The story: a body costs whoever sends it nothing but its bytes, and is read before anything is proven. An attacker writes bodies that take
 * far longer to read than to send: a million fields, names within names, parts without end. Nothing in them is wrong enough to be counted
 * as a failed login, and honest calls wait behind them.
 *
 * What must hold: the worst body takes at most twice the processor time of an honest one of its size and form, and 64 KiB from an address
 * that is refused anyway at most ten times that of a small call. Processor time of the gateway's process is compared, in turn, so that other
 * load on the machine takes part in both sides.
 */
import { expect, it } from 'vitest';
import { type AttackedGateway, startAttackedGateway } from '../support/attacked-gateway.ts';
import { post } from '../support/http-client.ts';
import { propertyRuns } from '../support/property-runs.ts';

const size = Math.max(250_000, propertyRuns(1_000_000));
const warmUps = 4;
const rounds = 5;
const maxRounds = 40;

const login = { access_key: 'AKIDAKIDAKIDAKIDAKID', secret_key: 'w'.repeat(40), cmd: 'v-make-tmp-file', arg2: 'zone' };
const unlimited = { calls: 1_000_000, per: '1m' };
const unlimitedFailures = { attempts: 1_000_000, per: '10m' };
const settings = {
  limits: {
    address: unlimited,
    key: unlimited,
    failures: { pair: unlimitedFailures, address: unlimitedFailures, key: unlimitedFailures },
  },
};

interface Sent {
  readonly what: string;
  readonly contentType: string;
  readonly body: Buffer;
}

const formLogin = new URLSearchParams(login).toString();
const jsonLogin = JSON.stringify(login).slice(0, -1);
const partsOfLogin = Object.entries(login)
  .map(([name, value]) => part(name, value))
  .join('');

const form = (what: string, rest: (bytes: number) => string): Sent =>
  sent(what, 'application/x-www-form-urlencoded', `${formLogin}&${rest(size)}`);
const json = (what: string, rest: (bytes: number) => string): Sent =>
  sent(what, 'application/json', `${jsonLogin},${rest(size)}}`);
const multipart = (what: string, rest: (bytes: number) => string): Sent =>
  sent(what, 'multipart/form-data; boundary=b', `${partsOfLogin}${rest(size)}--b--\r\n`);

const forms: readonly (readonly [honest: Sent, ...Sent[]])[] = [
  [
    form('a zone as a form', (bytes) => `arg1=${zone(bytes, encodeURIComponent)}`),
    form('ampersands', (bytes) => '&'.repeat(bytes)),
    form('equals signs', (bytes) => '=&'.repeat(bytes / 2)),
    form('percent signs', (bytes) => `arg1=${'%'.repeat(bytes)}`),
    form('escapes', (bytes) => `arg1=${'%41'.repeat(bytes / 3)}`),
    form('a field again and again', (bytes) => 'arg1=x&'.repeat(bytes / 7)),
    form('an array', (bytes) => `arg1%5B${'%41'.repeat(bytes / 3)}%5D`),
    form('JSON of ampersands', (bytes) => `arg1=${JSON.stringify({ x: '&'.repeat(bytes) })}`),
  ],
  [
    json('a zone as JSON', (bytes) => `"arg1":"${zone(bytes, (line) => JSON.stringify(line).slice(1, -1))}"`),
    json('names', (bytes) => `"x":[${'{"k":1},'.repeat(bytes / 8)}0]`),
    json('numbers', (bytes) => `"x":[${'1,'.repeat(bytes / 2)}0]`),
    json('arrays', (bytes) => `"x":[${'[],'.repeat(bytes / 3)}0]`),
    json('texts', (bytes) => `"x":[${'"",'.repeat(bytes / 3)}0]`),
    json('brackets', (bytes) => `"x":${'['.repeat(bytes)}`),
    json('blanks', (bytes) => `"x":${' '.repeat(bytes)}0`),
    json('escapes', (bytes) => `"arg1":"${'\\u0041'.repeat(bytes / 6)}"`),
    json('surrogate pairs', (bytes) => `"x":"${'\\ud83d\\ude00'.repeat(bytes / 12)}"`),
  ],
  [
    multipart('a zone as multipart', (bytes) => part('arg1', zone(bytes, String))),
    multipart('small parts', (bytes) => part('x', '').repeat(bytes / part('x', '').length)),
    multipart('900 parts', (bytes) => part('x', 'y'.repeat(bytes / 900 - part('x', '').length)).repeat(900)),
    multipart('header lines', (bytes) => part('x', '').replace('\r\n', `\r\n${'X: y\r\n'.repeat(bytes / 6)}`)),
    multipart('line ends', (bytes) => part('arg1', '\r\n'.repeat(bytes / 2))),
    multipart('beginnings of delimiters', (bytes) => part('arg1', '\r\n--'.repeat(bytes / 4))),
    multipart('lines behind the end', (bytes) => `--b--\r\n${'\n'.repeat(bytes)}`),
  ],
];

it('the worst body costs at most twice an honest one of its size and form', { timeout: 180_000 }, async () => {
  const gateway = await startAttackedGateway(settings);
  const send = (each: Sent): Promise<unknown> => post(gateway.url, each.body, { headers: { 'content-type': each.contentType } });
  for (const [honest, ...others] of forms) {
    expect(await dearerThan(2, { honest, others }, { gateway, send })).toEqual([]);
  }
});

it('64 KiB of a refused address cost at most ten times a small call of one', { timeout: 180_000 }, async () => {
  const gateway = await startAttackedGateway({ clients: { allow: ['198.51.100.1'], trustedProxies: ['127.0.0.1'] } });
  // Each from another address: one that is refused on and on is answered without its body being read.
  let count = 0;
  const send = (each: Sent): Promise<unknown> => {
    count += 1;
    const headers = { 'content-type': each.contentType, 'x-forwarded-for': `100.64.${count >> 8}.${count & 0xff}` };
    return post(gateway.url, each.body, { headers });
  };
  const honest = sent('a small call', 'application/x-www-form-urlencoded', `${formLogin}&returncode=yes`);
  const others = forms.flat().map(({ what, contentType, body }) => ({ what, contentType, body: body.subarray(0, 65_536) }));
  expect(await dearerThan(10, { honest, others }, { gateway, send })).toEqual([]);
});

interface Compared {
  readonly honest: Sent;
  readonly others: readonly Sent[];
}

interface Measured {
  readonly gateway: AttackedGateway;
  readonly send: (each: Sent) => Promise<unknown>;
}

/**
 * Which of the others cost more than so many times the honest body. The least processor time of some rounds counts: what else happens on the
 * machine only adds to it. Where one seems too dear, further rounds say whether it is.
 */
async function dearerThan(times: number, { honest, others }: Compared, measured: Measured): Promise<string[]> {
  const costs = new Map<Sent, number>();
  let dearer: string[] = [];
  for (let round = -warmUps; round < maxRounds; round += 1) {
    for (const each of [honest, ...others]) {
      const cost = await costOf(each, measured);
      if (round >= 0) costs.set(each, Math.min(costs.get(each) ?? Number.POSITIVE_INFINITY, cost));
    }
    const most = times * (costs.get(honest) ?? Number.NaN);
    dearer = others
      .filter((each) => !((costs.get(each) ?? Number.NaN) <= most))
      .map((each) => `${each.what}: ${costs.get(each)} ms of ${most}`);
    if (round >= rounds && dearer.length === 0) return [];
  }
  return dearer;
}

/** Milliseconds of the gateway's process for some calls, one after the other. */
async function costOf(each: Sent, { gateway, send }: Measured): Promise<number> {
  const before = gateway.processorMs();
  for (let call = 0; call < 3; call += 1) await send(each);
  return gateway.processorMs() - before;
}

function sent(what: string, contentType: string, text: string): Sent {
  return { what, contentType, body: Buffer.from(text, 'latin1') };
}

function part(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

/** Lines of a DNS zone, as the form writes them, up to so many bytes. */
function zone(bytes: number, write: (line: string) => string): string {
  const line = (index: number): string => write(`host-${index}.example.com.\t14400\tIN\tTXT\t"v=spf1 a mx -all"\n`);
  return Array.from({ length: Math.floor(bytes / line(10_000).length) }, (_, index) => line(10_000 + index)).join('');
}
