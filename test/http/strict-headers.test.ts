import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/domain/call/denial.ts';
import { readStrictHeaders, type StrictHeaders } from '../../src/http/request/strict-headers.ts';

const malformed: Denial = { reason: 'request_malformed', status: 400 };
const host = 'Host: panel.test';

describe('a head that frames its request in one way', () => {
  it.each([
    ['1.1', [host], undefined],
    ['1.1', [host, 'Content-Length: 0'], 0],
    ['1.1', [host, 'content-length: 1048576'], 1_048_576],
    ['1.1', [host, 'Content-Length: 007'], 7],
    ['1.1', [host, 'Transfer-Encoding: chunked'], undefined],
    ['1.1', [host, 'TRANSFER-ENCODING: Chunked'], undefined],
    ['1.0', [host, 'Content-Length: 5'], 5],
    ['1.0', ['Content-Length: 5'], 5],
    ['1.0', [], undefined],
    ['1.1', [host, 'Accept: a', 'Accept: b', 'Content-Length: 5', 'Connection: close'], 5],
  ])('is read, in HTTP/%s with %j', (version, lines, contentLength) => {
    expect(read(version, lines)).toMatchObject({ contentLength });
  });
});

describe('a head that two servers could read differently is malformed', () => {
  it.each([
    ['two lengths', [host, 'Content-Length: 5', 'Content-Length: 6']],
    ['two equal lengths', [host, 'Content-Length: 5', 'content-length: 5']],
    ['a list of lengths', [host, 'Content-Length: 5, 5']],
    ['an empty length', [host, 'Content-Length: ']],
    ['a signed length', [host, 'Content-Length: +5']],
    ['a negative length', [host, 'Content-Length: -5']],
    ['a length in another base', [host, 'Content-Length: 0x5']],
    ['a length with an exponent', [host, 'Content-Length: 1e3']],
    ['a length with a fraction', [host, 'Content-Length: 5.0']],
    ['a length with a space in it', [host, 'Content-Length: 1 0']],
    ['a length beyond what numbers hold', [host, 'Content-Length: 9999999999999999']],
    ['a length beside a coding', [host, 'Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['a coding beside a length', [host, 'Transfer-Encoding: chunked', 'Content-Length: 5']],
    ['another coding', [host, 'Transfer-Encoding: gzip']],
    ['identity', [host, 'Transfer-Encoding: identity']],
    ['an empty coding', [host, 'Transfer-Encoding: ']],
    ['a list of codings', [host, 'Transfer-Encoding: identity, chunked']],
    ['chunked twice', [host, 'Transfer-Encoding: chunked, chunked']],
    ['chunked in two lines', [host, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['chunked and identity in two lines', [host, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
    ['chunked with a parameter', [host, 'Transfer-Encoding: chunked;q=1']],
    ['quoted chunked', [host, 'Transfer-Encoding: "chunked"']],
    ['chunked after a vertical tab', [host, 'Transfer-Encoding: \vchunked']],
    ['a content coding', [host, 'Content-Encoding: gzip']],
    ['the content coding identity', [host, 'Content-Encoding: identity']],
    ['an empty content coding', [host, 'Content-Encoding: ']],
    ['two media types', [host, 'Content-Type: a/b', 'Content-Type: a/b']],
    ['two Hosts', [host, 'Host: other.test']],
    ['two equal Hosts', [host, host]],
    ['no Host', []],
    ['an empty Host', ['Host: ']],
    ['a list of Hosts', ['Host: a.test, b.test']],
    ['a Host with a path', ['Host: panel.test/x']],
    ['a Host with a user', ['Host: u@panel.test']],
    ['a Host with a scheme', ['Host: http://panel.test']],
    ['a Host with a space', ['Host: panel test']],
    ['a Host with a port that is none', ['Host: panel.test:x']],
    ['a Host with an empty port', ['Host: panel.test:']],
    ['a Host with two ports', ['Host: panel.test:1:2']],
    ['a Host that is an IPv6 address without brackets', ['Host: ::1']],
    ['a Host with an escape', ['Host: panel%2etest']],
    ['a Host with a byte beyond ASCII', ['Host: p\xe4nel.test']],
  ])('%s', (_, lines) => {
    expect(read('1.1', lines)).toEqual(malformed);
  });

  it.each([
    ['any coding', [host, 'Transfer-Encoding: chunked']],
    ['two Hosts', [host, 'Host: other.test']],
    ['an empty Host', ['Host: ']],
    ['a Host that is none', ['Host: a b']],
  ])('in HTTP/1.0 %s', (_, lines) => {
    expect(read('1.0', lines)).toEqual(malformed);
  });

  it.each(['0.9', '2.0', '1.2', '1', ''])('in HTTP/%s everything, with its own status', (version) => {
    expect(read(version, [host])).toEqual({ reason: 'request_malformed', status: 505 });
  });
});

describe('the name in Host', () => {
  it.each([
    ['panel.test', 'panel.test'],
    ['PANEL.Test', 'panel.test'],
    ['panel.test:8083', 'panel.test'],
    ['192.0.2.1:8443', '192.0.2.1'],
    ['[::1]', '[::1]'],
    ['[2001:DB8::1]:8443', '[2001:db8::1]'],
    ['panel_1', 'panel_1'],
    ['panel.test.', 'panel.test'],
    ['Panel.Test.:8083', 'panel.test'],
    ['XN--BCHER-KVA.test', 'xn--bcher-kva.test'],
    ['[2001:db8:0:0::1]', '[2001:db8::1]'],
    ['[::ffff:192.0.2.1]:8443', '192.0.2.1'],
    ['192.0.2.1.', '192.0.2.1'],
  ])('%s is %s', (value, name) => {
    expect(read('1.1', [`Host: ${value}`])).toMatchObject({ host: name });
  });

  it('is none in HTTP/1.0 without the header', () => {
    expect(read('1.0', [])).toMatchObject({ host: undefined });
  });
});

it('the media type is given as it came, and none as none', () => {
  expect(read('1.1', [host, 'content-type: Text/Plain; X'])).toMatchObject({ contentType: 'Text/Plain; X' });
  expect(read('1.1', [host, 'Content-Type: '])).toMatchObject({ contentType: '' });
  expect(read('1.1', [host])).toMatchObject({ contentType: undefined });
});

it('every value of a header is given, in the order in which they came, whatever the case of its name', () => {
  const headers = read('1.1', [host, 'X-Forwarded-For: a', 'x-forwarded-for: b, c', 'X-FORWARDED-FOR: ', 'X-Forwarded: d']);
  expect('all' in headers && [headers.all('x-forwarded-for'), headers.all('x-real-ip'), headers.all('constructor')]).toEqual([
    ['a', 'b, c', ''],
    [],
    [],
  ]);
});

function read(httpVersion: string, lines: readonly string[]): StrictHeaders | Denial {
  const rawHeaders = lines.flatMap((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
  return readStrictHeaders({ httpVersion, rawHeaders });
}
