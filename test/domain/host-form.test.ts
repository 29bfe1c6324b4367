import { describe, expect, it } from 'vitest';
import { hostForm } from '../../src/domain/address/host-form.ts';

describe('every spelling of one host has one form', () => {
  it.each([
    ['panel.example', ['PANEL.Example', 'panel.example.', 'PANEL.EXAMPLE.', 'panel。example', 'ｐanel.example']],
    ['xn--bcher-kva.example', ['bücher.example', 'BÜCHER.Example.', 'XN--BCHER-KVA.example', 'bu\u0308cher.example']],
    ['2001:db8::1', ['[2001:DB8::1]', '2001:db8:0::0:1', '[2001:0db8:0000:0000:0000:0000:0000:0001]']],
    ['192.0.2.1', ['192.0.2.1.', '::ffff:192.0.2.1', '[::FFFF:c000:201]']],
    ['localhost', ['LOCALHOST', 'localhost.']],
  ])('%s', (form, spellings) => {
    expect([form, ...spellings].map(hostForm)).toEqual([form, ...spellings].map(() => form));
  });
});

describe('what is no host', () => {
  it.each(['', '.', 'a..', 'panel.example..', '127.1', '[panel.example]', 'xn--a%2e', 'ü%2etest', 'üa .de'])(
    '%j becomes none',
    (text) => {
      expect(hostForm(text)).toBe(text);
    },
  );
});
