import { z } from 'zod';

/** Calls that go round: which keys and addresses they come from, and whether their secret is right. */
export const trafficSchema = z.object({
  secret: z.enum(['right', 'wrong']),
  /** So many keys take turns. */
  keys: z.number(),
  /** So many client addresses take turns, named in `X-Forwarded-For`; 0: the load's own, and nothing is named. */
  addresses: z.number(),
  /** Whether the addresses are in `allowedRange`. */
  addressesAre: z.enum(['allowed', 'not-allowed']),
  /** Which panel is asked; undefined: the only one. */
  host: z.string().optional(),
});

export type Traffic = z.infer<typeof trafficSchema>;

export interface BenchKey {
  readonly id: string;
  readonly secret: string;
  readonly user: string;
  readonly permissions: string;
}

export const profileName = 'bench';
export const command = 'v-list-user';

/** All addresses of traffic that is allowed and names its addresses. */
export const allowedRange = '10.0.0.0/10';
/** The load's own address. */
export const ownAddress = '127.0.0.1';

/** One client that has a key and sends it from its own address. */
export const oneClient: Traffic = { secret: 'right', keys: 1, addresses: 0, addressesAre: 'allowed' };

/** A key of an ordinary user, so that every check has something to look at. Nothing about it is a secret. */
export function benchKey(index: number): BenchKey {
  const number = String(index).padStart(8, '0');
  return {
    id: `BENCHKEY${number}0000`,
    secret: `s${number}`.padEnd(40, 'x'),
    user: `user${index % owners}`,
    permissions: profileName,
  };
}

/** One of the keys that take turns; the first `manyEntries` of them are the first `manyEntries` of all, in another order. */
export function usedKey(index: number): BenchKey {
  return benchKey(spread(index));
}

const owners = 100;

/** One of many ranges in `allowedRange`, none of which touch, and an address in it. */
export function rangeOf(index: number): { readonly range: string; readonly address: string } {
  const network = index * 32;
  const [high, low] = [`10.${network >> 16}.${(network >> 8) & 0xff}`, network & 0xff];
  return { range: `${high}.${low}/28`, address: `${high}.${low + 5}` };
}

/** Every request that takes part, as it stands on the wire. */
export function requestsOf(traffic: Traffic): Buffer[] {
  const count = Math.max(traffic.keys, traffic.addresses);
  return Array.from({ length: count }, (_, index) => {
    const key = usedKey(index % traffic.keys);
    const body = loginBody(traffic.secret === 'right' ? key : { ...key, secret: 'w'.repeat(40) });
    return requestBytes(`${formType}${addressLine(traffic, index)}`, body, { host: traffic.host });
  });
}

interface RequestTarget {
  readonly method?: string;
  readonly host?: string | undefined;
  /** The body comes in chunks of so many bytes; in one piece unless said. */
  readonly chunkBytes?: number | undefined;
}

/** @param lines further headers, each with its line end */
export function requestBytes(lines: string, body: string | Buffer, target: RequestTarget = {}): Buffer {
  const { method = 'POST', host = 'panel.test', chunkBytes } = target;
  const bytes = Buffer.from(body);
  const framing = chunkBytes === undefined ? `Content-Length: ${bytes.length}` : 'Transfer-Encoding: chunked';
  const head = `${method} /api/ HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bench\r\nAccept: */*\r\n${lines}${framing}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), ...(chunkBytes === undefined ? [bytes] : chunksOf(bytes, chunkBytes))]);
}

function chunksOf(bytes: Buffer, chunkBytes: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return [...chunks, Buffer.from('0\r\n\r\n')];
}

export const formType = 'Content-Type: application/x-www-form-urlencoded\r\n';

export function loginBody({ id, secret, user }: BenchKey): string {
  return `access_key=${id}&secret_key=${secret}&returncode=no&cmd=${command}&arg1=${user}&arg2=json`;
}

function addressLine({ addresses, addressesAre }: Traffic, index: number): string {
  if (addresses === 0) return '';
  const at = index % addresses;
  // 100.64.0.0/10 is nobody's.
  const stranger = `100.${64 + (at >> 16)}.${(at >> 8) & 0xff}.${at & 0xff}`;
  return `X-Forwarded-For: ${addressesAre === 'allowed' ? rangeOf(spread(at)).address : stranger}\r\n`;
}

/** The first is the first; the others lie anywhere among the first hundred thousand. */
function spread(index: number): number {
  return (index * 7919) % manyEntries;
}

/** What a long list has. */
export const manyEntries = 100_000;
