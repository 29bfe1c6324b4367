import { describe, expect, test } from 'vitest';
import { createHostCheck } from '../../src/admin/access/host-check.ts';

function askedFor(host: string, localAddress: string | undefined = '127.0.0.1') {
  return { headersDistinct: { host: [host] }, socket: { localAddress } };
}

describe('a Host', () => {
  test.each([
    ['gateway.example', 'gateway.example'],
    ['gateway.example', 'GATEWAY.example:9180'],
    ['Gateway.Example', 'gateway.example'],
    ['192.0.2.1', '192.0.2.1:9180'],
    ['2001:db8::1', '[2001:db8::1]'],
    ['2001:DB8:0::1', '[2001:db8::1]:9180'],
    ['gateway.example', 'gateway.example.:9180'],
    ['gateway.example.', 'gateway.example'],
    ['bücher.example', 'XN--bcher-kva.example'],
    ['gateway.example', 'localhost.:9180'],
    ['192.0.2.1', '[::ffff:192.0.2.1]:9180'],
  ])('that is the configured host %s is ours as %s', (configured, host) => {
    expect(createHostCheck([configured])(askedFor(host))).toBe(true);
  });

  test.each(['www.gateway.example', 'gateway.example.evil.example', 'gateway', '192.0.2.1'])('%s is not ours', (host) => {
    expect(createHostCheck(['gateway.example'])(askedFor(host))).toBe(false);
  });

  test('that is the address which the connection was made to is ours, another of the machine is not', () => {
    const isOurs = createHostCheck(['0.0.0.0']);

    expect(isOurs(askedFor('192.0.2.1:9180', '192.0.2.1'))).toBe(true);
    expect(isOurs(askedFor('192.0.2.1:9180', '::ffff:192.0.2.1'))).toBe(true);
    expect(isOurs(askedFor('192.0.2.2:9180', '192.0.2.1'))).toBe(false);
    expect(isOurs(askedFor('192.0.2.1:9180', undefined))).toBe(false);
  });

  test('that is one of further names is ours', () => {
    const isOurs = createHostCheck(['127.0.0.1', 'gw1.example.com', 'gw2.example.com.', '192.0.2.9']);

    expect(['GW1.example.com:9180', 'gw2.example.com', '192.0.2.9:1'].map((host) => isOurs(askedFor(host)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isOurs(askedFor('gw3.example.com'))).toBe(false);
  });

  test('that is missing is not ours', () => {
    expect(createHostCheck(['localhost'])({ headersDistinct: {}, socket: {} })).toBe(false);
  });
});
