import { isIPv4, isIPv6 } from 'node:net';
import { type Address, parseAddress } from '../../domain/address/address.ts';

/** The result of reading the first bytes of a connection. */
export type ProxyHeaderReading =
  | { readonly kind: 'needs-more' }
  /** `length`: bytes of the header; what follows is HTTP or TLS. */
  | { readonly kind: 'header'; readonly length: number; readonly source: ProxySource }
  /** In words. */
  | { readonly kind: 'fault'; readonly what: string };

export type ProxySource =
  /** Undefined: a client without an IP address. */
  | { readonly kind: 'client'; readonly address: Address | undefined }
  /** The connection is the proxy's own, as its health checks are. */
  | { readonly kind: 'proxy-itself' };

const maxLineBytes = 107;
const fixedBytes = 16;
/** After the fixed part: addresses, and type-length-value parts, which are skipped. */
const maxBlockBytes = 4096;
const lineStart = Buffer.from('PROXY ', 'latin1');
const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const lineForm = /^PROXY TCP(?<family>[46]) (?<source>[0-9A-Fa-f:.]+) (?<target>[0-9A-Fa-f:.]+) (?<from>\d{1,5}) (?<to>\d{1,5})$/;
const portForm = /^(0|[1-9]\d*)$/;

/**
 * Reads the header of the PROXY protocol, version 1 (a line) or 2 (binary), from the first bytes of a connection, as HAProxy's
 * `proxy-protocol.txt` has it. Strict: anything that does not have exactly this form is a fault.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeaderReading {
  if (beginsLike(bytes, signature)) return bytes.length < fixedBytes ? { kind: 'needs-more' } : readBinary(bytes);
  if (beginsLike(bytes, lineStart)) return readLine(bytes);
  return fault('it does not begin with a PROXY header');
}

function beginsLike(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
}

function readLine(bytes: Buffer): ProxyHeaderReading {
  const end = bytes.subarray(0, maxLineBytes).indexOf('\r\n', 0, 'latin1');
  if (end === -1)
    return bytes.length < maxLineBytes ? { kind: 'needs-more' } : fault(`its line is longer than ${maxLineBytes} bytes`);
  const line = bytes.toString('latin1', 0, end);
  const length = end + 2;
  if (/^PROXY UNKNOWN(?: |$)/.test(line)) return { kind: 'header', length, source: { kind: 'proxy-itself' } };
  const { family = '', source = '', target = '', from = '', to = '' } = lineForm.exec(line)?.groups ?? {};
  const isOfFamily = family === '4' ? isIPv4 : isIPv6;
  if (!isOfFamily(source) || !isOfFamily(target) || !isPort(from) || !isPort(to)) return fault('its line is not of the form');
  return { kind: 'header', length, source: { kind: 'client', address: parseAddress(source) } };
}

function isPort(text: string): boolean {
  return portForm.test(text) && Number(text) <= 65_535;
}

function readBinary(bytes: Buffer): ProxyHeaderReading {
  const [versionAndCommand = 0, familyAndTransport = 0] = bytes.subarray(signature.length);
  if (versionAndCommand !== 0x20 && versionAndCommand !== 0x21) return fault('its version or command is unknown');
  const blockBytes = bytes.readUInt16BE(fixedBytes - 2);
  if (blockBytes > maxBlockBytes) return fault(`its header is longer than ${fixedBytes + maxBlockBytes} bytes`);
  const length = fixedBytes + blockBytes;
  if (bytes.length < length) return { kind: 'needs-more' };
  // LOCAL: the family is to be ignored.
  if (versionAndCommand === 0x20) return { kind: 'header', length, source: { kind: 'proxy-itself' } };
  return readClient(familyAndTransport, bytes.subarray(fixedBytes, length), length);
}

/** Source and target address, their ports, then type-length-value parts. Only streams: this is a TCP connection. */
function readClient(familyAndTransport: number, block: Buffer, length: number): ProxyHeaderReading {
  const client = (address: Address | undefined): ProxyHeaderReading => ({
    kind: 'header',
    length,
    source: { kind: 'client', address },
  });
  switch (familyAndTransport) {
    case 0x11:
      return block.length < 12 ? tooShort : client(parseAddress(block.subarray(0, 4).join('.')));
    case 0x21:
      return block.length < 36 ? tooShort : client(parseAddress(groupsOf(block.subarray(0, 16))));
    // A Unix socket, which has no address.
    case 0x31:
      return block.length < 216 ? tooShort : client(undefined);
    // A client of which the proxy knows no address.
    case 0x00:
      return client(undefined);
    default:
      return fault('its family or transport is unknown');
  }
}

const tooShort = fault('its header is too short for its addresses');

function groupsOf(bytes: Buffer): string {
  return (bytes.toString('hex').match(/.{4}/g) ?? []).join(':');
}

function fault(what: string): ProxyHeaderReading {
  return { kind: 'fault', what };
}
