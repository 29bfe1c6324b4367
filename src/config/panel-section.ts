import { duration } from './duration.ts';
import { filePath } from './file-path.ts';
import { flag } from './flag.ts';
import { parseHost, parseHostName } from './host-name.ts';
import { leaf } from './leaf.ts';
import { notAvailableYet, notAvailableYetText } from './not-available-yet.ts';
import { panelUrl } from './panel-url.ts';
import { ruled, section } from './section.ts';
import { listOf } from './text-list.ts';
import { wholeNumber } from './whole-number.ts';

const trust = ruled(
  section({
    verify: leaf('panel or system', (raw, fault) => {
      if (raw === 'none') return fault(notAvailableYetText);
      return raw === 'panel' || raw === 'system' ? raw : undefined;
    }).optional(),
    ca: filePath('the path of a file').optional(),
    pin: listOf('sha256/ and the base64 of 32 bytes', parsePin).optional(),
    serverName: leaf('a host name', (raw) => (typeof raw === 'string' ? parseHostName(raw) : undefined)).optional(),
  }),
  ({ verify, ca, pin, serverName }, fault) => {
    const ways = [verify, ca, pin].filter((way) => way !== undefined);
    if (ways.length !== 1) fault([], 'expected one of verify, ca and pin');
    if (serverName !== undefined && verify !== 'system' && ca === undefined)
      fault(['serverName'], 'goes with verify: system or with ca only');
    if (Array.isArray(pin) && pin.length === 0) fault(['pin'], 'expected at least one pin');
  },
);

/** One panel, with the way to it and the place of its files. */
export const panelSection = ruled(
  section({
    name: leaf('a name of letters, digits, ".", "_" and "-", at most 64', parseName).prefault('main'),
    hosts: listOf('a host name or an address, without a port', parseServedHost).prefault([]),
    default: flag().prefault(false),
    url: panelUrl().prefault('https://127.0.0.1:8083'),
    tls: trust.optional(),
    concurrency: section({
      calls: wholeNumber('a whole number above zero', { min: 1 }).prefault(3),
      queue: wholeNumber('a whole number, zero or above', { min: 0 }).prefault(32),
      wait: duration({ minMs: 0 }).prefault('4s'),
    }).prefault({}),
    timeout: duration({ minMs: 1 }).prefault('610s'),
    state: section({
      files: filePath('the path of the folder with the files of the panel').prefault('/usr/local/hestia'),
      api: notAvailableYet(),
      static: notAvailableYet(),
      maxAge: duration({ minMs: 1 }).prefault('10m'),
    }).prefault({}),
    clients: notAvailableYet(),
    auth: notAvailableYet(),
    limits: notAvailableYet(),
  }),
  ({ url, tls }, fault) => {
    if (url.scheme === 'http' && tls !== undefined)
      fault(['tls'], 'has no meaning with an http:// URL; leave it out, or write https://');
  },
);

/** An IPv6 address has its brackets, as a Host header has them (RFC 3986, 3.2.2). */
function parseServedHost(text: string): string | undefined {
  const host = parseHost(text);
  return host?.includes(':') === true ? `[${host}]` : host;
}

function parseName(raw: unknown): string | undefined {
  return typeof raw === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(raw) ? raw : undefined;
}

function parsePin(text: string): string | undefined {
  const [, digest = ''] = /^sha256\/([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  // The last digit of 32 bytes carries four bits only: what does not come back the same is no pin of anything.
  return digest !== '' && Buffer.from(digest, 'base64').toString('base64') === digest ? digest : undefined;
}
