import { describe, expect, it } from 'vitest';
import { readProxyHeader } from '../../src/http/listen/proxy-protocol.ts';
import { announcing, binaryHeader, type BinaryHeaderParts, ipv4Block, lineHeader, typeLengthValue } from './proxy-headers.ts';

const ipv6Block = (hex: string): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(20)]);
const unixBlock = Buffer.alloc(216, '/');
const longestLine = `PROXY TCP6 ${'ffff:'.repeat(7)}ffff ${'ffff:'.repeat(7)}ffff 65535 65535`;

describe('a line of version 1', () => {
  it.each([
    ['an IPv4 client', 'PROXY TCP4 192.0.2.1 192.0.2.9 1 65535', '192.0.2.1'],
    ['an IPv6 client', 'PROXY TCP6 2001:DB8::1 2001:db8::9 0 443', '2001:db8::1'],
    ['an IPv4 client mapped into IPv6', 'PROXY TCP6 ::ffff:192.0.2.1 ::1 40000 443', '192.0.2.1'],
    ['the longest addresses', longestLine, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('announces %s', (_, line, address) => {
    expect(clientOf(lineHeader(line))).toBe(address);
  });

  it.each(['PROXY UNKNOWN', 'PROXY UNKNOWN ', 'PROXY UNKNOWN ffff::1 junk \t 999999', `PROXY UNKNOWN ${'x'.repeat(91)}`])(
    "says that the connection is the proxy's own: %s",
    (line) => {
      expect(readProxyHeader(lineHeader(line))).toMatchObject({ kind: 'header', source: { kind: 'proxy-itself' } });
    },
  );

  it.each([
    ['an address of the other family', 'PROXY TCP6 192.0.2.1 192.0.2.9 1 2'],
    ['a target of the other family', 'PROXY TCP4 192.0.2.1 ::1 1 2'],
    ['a short address', 'PROXY TCP4 127.1 192.0.2.9 1 2'],
    ['an address in another base', 'PROXY TCP4 0x7f.0.0.1 192.0.2.9 1 2'],
    ['a zone', 'PROXY TCP6 fe80::1%eth0 ::1 1 2'],
    ['no target', 'PROXY TCP4 192.0.2.1 1 2'],
    ['no ports', 'PROXY TCP4 192.0.2.1 192.0.2.9'],
    ['one port', 'PROXY TCP4 192.0.2.1 192.0.2.9 1'],
    ['a port too large', 'PROXY TCP4 192.0.2.1 192.0.2.9 65536 1'],
    ['a port with a zero before it', 'PROXY TCP4 192.0.2.1 192.0.2.9 01 1'],
    ['a negative port', 'PROXY TCP4 192.0.2.1 192.0.2.9 -1 1'],
    ['two spaces', 'PROXY TCP4  192.0.2.1 192.0.2.9 1 2'],
    ['a tab', 'PROXY TCP4\t192.0.2.1 192.0.2.9 1 2'],
    ['more after the ports', 'PROXY TCP4 192.0.2.1 192.0.2.9 1 2 3'],
    ['a space at the end', 'PROXY TCP4 192.0.2.1 192.0.2.9 1 2 '],
    ['another line in it', 'PROXY TCP4 192.0.2.1 192.0.2.9 1 2\n'],
    ['a transport that is none', 'PROXY UDP4 192.0.2.1 192.0.2.9 1 2'],
    ['small letters', 'PROXY tcp4 192.0.2.1 192.0.2.9 1 2'],
    ['a word that only begins with UNKNOWN', 'PROXY UNKNOWNS'],
    ['nothing', 'PROXY '],
    ['more than 107 bytes', `PROXY UNKNOWN ${'x'.repeat(92)}`],
  ])('with %s is a fault', (_, line) => {
    expect(readProxyHeader(lineHeader(line)).kind).toBe('fault');
  });

  it('has to end within 107 bytes', () => {
    expect(readProxyHeader(Buffer.from(`PROXY UNKNOWN ${'x'.repeat(92)}`)).kind).toBe('needs-more');
    expect(readProxyHeader(Buffer.from(`PROXY UNKNOWN ${'x'.repeat(93)}`)).kind).toBe('fault');
  });
});

describe('a header of version 2', () => {
  it.each<[string, BinaryHeaderParts, string | undefined]>([
    ['an IPv4 client', { block: ipv4Block('192.0.2.1') }, '192.0.2.1'],
    ['an IPv6 client', { family: 0x21, block: ipv6Block('20010db8000000000000000000000001') }, '2001:db8::1'],
    ['an IPv4 client mapped into IPv6', { family: 0x21, block: ipv6Block('00000000000000000000ffffc0000201') }, '192.0.2.1'],
    ['a client with more after its addresses', { block: ipv4Block('192.0.2.1', typeLengthValue(4084)) }, '192.0.2.1'],
    ['a client of a Unix socket, which has no address', { family: 0x31, block: unixBlock }, undefined],
    ['a client of which no address is known', { family: 0x00, block: Buffer.alloc(0) }, undefined],
  ])('announces %s', (_, parts, address) => {
    expect(clientOf(binaryHeader(parts))).toBe(address);
  });

  it.each<[string, BinaryHeaderParts]>([
    ['without addresses', { block: Buffer.alloc(0) }],
    ['with addresses, which do not count', { block: ipv4Block('192.0.2.1') }],
    ['of any family', { family: 0xff, block: Buffer.alloc(3) }],
  ])("says by LOCAL that the connection is the proxy's own: %s", (_, parts) => {
    expect(readProxyHeader(binaryHeader({ command: 0x20, ...parts }))).toMatchObject({ source: { kind: 'proxy-itself' } });
  });

  it.each<[string, BinaryHeaderParts]>([
    ['too short for IPv4', { block: ipv4Block('192.0.2.1').subarray(1) }],
    ['too short for IPv6', { family: 0x21, block: Buffer.alloc(35) }],
    ['too short for a Unix socket', { family: 0x31, block: unixBlock.subarray(1) }],
    ['longer than is read', { block: ipv4Block('192.0.2.1', typeLengthValue(4085)) }],
    ['told to be longer than is read', { block: ipv4Block('192.0.2.1'), length: 65_535 }],
    ['of version 1', { command: 0x11, block: ipv4Block('192.0.2.1') }],
    ['of version 3', { command: 0x31, block: ipv4Block('192.0.2.1') }],
    ['of an unknown command', { command: 0x22, block: ipv4Block('192.0.2.1') }],
    ['of datagrams', { family: 0x12, block: ipv4Block('192.0.2.1') }],
    ['of an unknown family', { family: 0x41, block: ipv4Block('192.0.2.1') }],
    ['of an unknown transport', { family: 0x10, block: ipv4Block('192.0.2.1') }],
  ])('that is %s is a fault', (_, parts) => {
    expect(readProxyHeader(binaryHeader(parts)).kind).toBe('fault');
  });
});

describe.each([
  ['version 1', announcing('192.0.2.1')],
  ['version 2', binaryHeader({ block: ipv4Block('192.0.2.1', typeLengthValue(20)) })],
])('every header of %s', (_, header) => {
  it('is waited for, wherever it is cut', () => {
    const kinds = Array.from({ length: header.length }, (__, end) => readProxyHeader(header.subarray(0, end)).kind);
    expect(new Set(kinds)).toEqual(new Set(['needs-more']));
  });

  it('ends where it ends, whatever follows', () => {
    const followed = Buffer.concat([header, announcing('192.0.2.2'), Buffer.alloc(10_000)]);
    expect(readProxyHeader(followed)).toEqual(readProxyHeader(header));
    expect(readProxyHeader(header)).toMatchObject({ kind: 'header', length: header.length });
  });
});

it.each([
  ['GET / HTTP/1.1\r\n'],
  ['\x16\x03\x01'],
  ['proxy TCP4'],
  ['PROXX'],
  ['\r\n\r\n\0\r\nQUIZ'],
  [' PROXY UNKNOWN\r\n'],
  ['\n'],
])('what does not begin with a header is a fault at once: %j', (text) => {
  expect(readProxyHeader(Buffer.from(text, 'latin1')).kind).toBe('fault');
});

function clientOf(header: Buffer): string | undefined {
  const reading = readProxyHeader(header);
  if (reading.kind !== 'header' || reading.source.kind !== 'client') throw new Error(`expected a client, found ${reading.kind}`);
  return reading.source.address?.text;
}
