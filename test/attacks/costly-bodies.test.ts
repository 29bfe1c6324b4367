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
import { type Compared, type Costly, dearerThan } from '../support/dearer-than.ts';
import { post } from '../support/http-client.ts';
import { propertyRuns } from '../support/property-runs.ts';

const size = Math.max(250_000, propertyRuns(1_000_000));

const formType = 'application/x-www-form-urlencoded';
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

const form = (what: string, rest: (bytes: number) => string): Sent => sent(what, formType, `${formLogin}&${rest(size)}`);
const json = (what: string, rest: (bytes: number) => string): Sent =>
  sent(what, 'application/json', `${jsonLogin},${rest(size)}}`);
const multipart = (what: string, rest: (bytes: number) => string, boundary = 'b'): Sent => {
  const text = `${partsOfLogin}${rest(size)}--b--\r\n`;
  return sent(what, `multipart/form-data; boundary=${boundary}`, text.replaceAll(/--b(?=\r\n|--)/g, `--${boundary}`));
};
/** Text before the first delimiter. */
const preamble = (what: string, unit: string, boundary: string): Sent => {
  const { contentType, body } = multipart(what, () => '', boundary);
  return { what, contentType, body: Buffer.concat([Buffer.from(`${many(unit)}\r\n`), body]) };
};
/** Of a command whose arguments are bounded. */
const bounded = ({ what, contentType, body }: Sent): Sent => {
  return sent(what, contentType, body.toString('latin1').replace('v-make-tmp-file', 'v-add-user'));
};
const many = (unit: string, bytes = size): string => unit.repeat(Math.floor(bytes / unit.length));

const underForm = (what: string, rest: string): Sent => sent(what, formType, `${jsonLogin},${rest}}`);
const argumentNames = Array.from({ length: 12 }, (_, index) => `arg${index === 1 ? 13 : index + 1}`);

const forms: readonly (readonly [honest: Sent, ...Sent[]])[] = [
  [
    form('a zone as a form', (bytes) => `arg1=${zone(bytes, encodeURIComponent)}`),
    form('ampersands', (bytes) => '&'.repeat(bytes)),
    form('equals signs', (bytes) => '=&'.repeat(bytes / 2)),
    form('percent signs', (bytes) => `arg1=${'%'.repeat(bytes)}`),
    form('escapes', (bytes) => `arg1=${'%41'.repeat(bytes / 3)}`),
    form('a field again and again', (bytes) => 'arg1=x&'.repeat(bytes / 7)),
    form('an array', (bytes) => `arg1%5B${'%41'.repeat(bytes / 3)}%5D`),
    bounded(form('quotes', (bytes) => `arg1=${many("'", bytes)}`)),
    bounded(
      form('quotes in twelve arguments', (bytes) => argumentNames.map((name) => `${name}=+${many("'", bytes / 12)}`).join('&')),
    ),
    form('names of arrays', (bytes) => many(`arg1%5B${'%41'.repeat(340)}&`, bytes)),
    form('NULs', (bytes) => `arg1=%20${many('\0', bytes)}`),
    sent('blanks in a secret', formType, `access_key=x&cmd=x&secret_key=${many('+')}`),
    form('JSON of ampersands', (bytes) => `arg1=${JSON.stringify({ x: '&'.repeat(bytes) })}`),
  ],
  [
    json('a zone as JSON', (bytes) => `"arg1":"${zone(bytes, (line) => JSON.stringify(line).slice(1, -1))}"`),
    json('names', (bytes) => `"x":[${'{"k":1},'.repeat(bytes / 8)}0]`),
    json('numbers', (bytes) => `"x":[${'1,'.repeat(bytes / 2)}0]`),
    json('numbers between blanks', (bytes) => `"x":[${'1 , '.repeat(bytes / 4)}0]`),
    json('a long number', (bytes) => `"arg1":${'1'.repeat(bytes)}`),
    json('a long fraction', (bytes) => `"x":-0.${'1'.repeat(bytes)}e+1`),
    json('numbers in every form', (bytes) => `"x":[${many('-1.5e+1,10,0,', bytes)}0]`),
    json('objects', (bytes) => `"x":[${'{},'.repeat(bytes / 3)}0]`),
    json('arrays of one number', (bytes) => `"x":[${'[1],'.repeat(bytes / 4)}0]`),
    json('arrays', (bytes) => `"x":[${'[],'.repeat(bytes / 3)}0]`),
    json('texts', (bytes) => `"x":[${'"",'.repeat(bytes / 3)}0]`),
    json('brackets', (bytes) => `"x":${'['.repeat(bytes)}`),
    json('arrays in each other', (bytes) => `"x":[${many(`${'['.repeat(500)}${']'.repeat(500)},`, bytes)}0]`),
    bounded(json('quotes', (bytes) => `"arg1":"\\n${many("'", bytes)}"`)),
    json('blanks', (bytes) => `"x":${' '.repeat(bytes)}0`),
    json('escapes', (bytes) => `"arg1":"${'\\u0041'.repeat(bytes / 6)}"`),
    json('surrogate pairs', (bytes) => `"x":"${'\\ud83d\\ude00'.repeat(bytes / 12)}"`),
  ],
  [
    underForm('a zone as JSON under the type of a form', `"arg1":"${zone(size, (line) => JSON.stringify(line).slice(1, -1))}"`),
    underForm('arrays', `"x":["&arg1=%",${many('[[]],')}0]`),
    underForm('numbers', `"x":["&arg1=%",${many('0,')}0]`),
    underForm('blanks', `"arg1":"&arg1=${many('+')}\\n"`),
    underForm('fields', `"arg1":"${many(`&arg13=${'%41'.repeat(350)}`, size)}"`),
  ],
  [
    multipart('a zone as multipart', (bytes) => part('arg1', zone(bytes, String))),
    multipart('small parts', (bytes) => part('x', '').repeat(bytes / part('x', '').length)),
    multipart('900 parts', (bytes) => part('x', 'y'.repeat(bytes / 900 - part('x', '').length)).repeat(900)),
    multipart('header lines', (bytes) => part('x', '').replace('\r\n', `\r\n${'X: y\r\n'.repeat(bytes / 6)}`)),
    multipart('line ends', (bytes) => part('arg1', '\r\n'.repeat(bytes / 2))),
    multipart('beginnings of delimiters', (bytes) => part('arg1', '\r\n--'.repeat(bytes / 4))),
    preamble('dashes before a boundary of dashes', '-', '---x'),
    preamble('dashes before one of a letter', '-', 'b'),
    preamble('nearly delimiters before one of dashes', 'x------', '-----'),
    preamble('nearly delimiters before one of letters', '--bbbb', 'bbbbb'),
    preamble('lines that are nearly delimiters', `--${'a'.repeat(199)}\n`, 'a'.repeat(200)),
    multipart('letters of a periodic boundary', (bytes) => part('arg1', many('b', bytes)), 'bbbbb'),
    multipart('line feeds and letters of it', (bytes) => part('arg1', many('\n--bbbb', bytes)), 'bbbbb'),
    multipart('long names', (bytes) => many(part('x'.repeat(1000), ''), bytes)),
    multipart('header lines that are nearly a Content-Disposition', (bytes) =>
      part('x', '').replace('\r\n', `\r\n${many('Content-Dispositiox:\r\n', bytes)}`),
    ),
    multipart('blanks behind names', (bytes) => many(part('x', '').replace('"x"', `"x"${' '.repeat(5000)}`), bytes)),
    multipart('NULs', (bytes) => part('arg1', many('\0', bytes))),
    bounded(multipart('quotes', (bytes) => part('arg1', many("'", bytes)))),
    multipart('dashes behind the end', (bytes) => `--b--\r\n${many('-', bytes)}`),
    multipart('lines behind the end', (bytes) => `--b--\r\n${'\n'.repeat(bytes)}`),
  ],
];

it('the worst body costs at most twice an honest one of its size and form', { timeout: 300_000 }, async () => {
  const gateway = await startAttackedGateway(settings);
  const send = (each: Sent): Promise<unknown> => post(gateway.url, each.body, { headers: { 'content-type': each.contentType } });
  for (const bodies of forms) expect(await dearerThan(2, compared(bodies, { gateway, send }))).toEqual([]);
});

it('64 KiB of a refused address cost at most ten times a small call of one', { timeout: 300_000 }, async () => {
  const gateway = await startAttackedGateway({ clients: { allow: ['198.51.100.1'], trustedProxies: ['127.0.0.1'] } });
  // Each from another address: one that is refused on and on is answered without its body being read.
  let count = 0;
  const send = (each: Sent): Promise<unknown> => {
    count += 1;
    const headers = { 'content-type': each.contentType, 'x-forwarded-for': `100.64.${count >> 8}.${count & 0xff}` };
    return post(gateway.url, each.body, { headers });
  };
  const honest = sent('a small call', formType, `${formLogin}&returncode=yes`);
  const others = forms.flat().map(({ what, contentType, body }) => ({ what, contentType, body: body.subarray(0, 65_536) }));
  expect(await dearerThan(10, compared([honest, ...others], { gateway, send }))).toEqual([]);
});

function compared(
  [honest, ...others]: readonly [honest: Sent, ...Sent[]],
  { gateway, send }: { readonly gateway: AttackedGateway; readonly send: (each: Sent) => Promise<unknown> },
): Compared {
  const costly = (each: Sent): Costly => ({ what: each.what, gateway, send: () => send(each) });
  return { honest: costly(honest), others: others.map(costly) };
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
