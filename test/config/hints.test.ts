import { describe, expect, test } from 'vitest';
import { faultsOf } from './read-configuration.ts';

const at = (host: string, port: number): object => ({ host, port, tokenFile: 'token' });

// What people write in the manner of other programs is answered with what to write here.

const listen = [{ plaintext: true }];

describe('a list of clients', () => {
  test.each([
    ['all', 'allow-all'],
    ['any', 'allow-all'],
    ['*', 'allow-all'],
    ['ALLOW-ALL', 'allow-all'],
    ['allow_all', 'allow-all'],
    ['Everyone', 'allow-all'],
    ['Inherit', 'inherit'],
    ['inherits', 'inherit'],
    ['192.0.2.010', '192.0.2.10'],
    ['010.0.0.0/08', '10.0.0.0/8'],
    ['2001:db8::/032', '2001:db8::/32'],
  ])('that has %s is answered with %s', (entry, meant) => {
    expect(faultsOf({ clients: { allow: [entry] } })).toEqual([
      `clients.allow[0]: expected an address or a CIDR range, found "${entry}"; did you mean "${meant}"?`,
    ]);
  });

  test.each([
    ['192.0.2.0/33', 'the prefix length of an IPv4 range is at most 32'],
    ['2001:db8::/129', 'the prefix length of an IPv6 range is at most 128'],
    ['192.0.2.256', 'no number of an IPv4 address is larger than 255'],
    ['gate.example.com', 'names are not looked up: write the addresses that the name stands for'],
  ])('that has %s is answered with what is wrong there', (entry, hint) => {
    expect(faultsOf({ clients: { allow: [entry] } })).toEqual([
      `clients.allow[0]: expected an address or a CIDR range, found "${entry}"; ${hint}`,
    ]);
  });

  test.each([
    ['deny', 'all', 'to deny everyone write 0.0.0.0/0 and ::/0'],
    ['neverBan', '*', 'to ban nobody write 0.0.0.0/0 and ::/0'],
    ['trustedProxies', 'any', 'name the proxies themselves'],
    ['deny', 'inherit', '"inherit" belongs in clients.allow'],
    ['neverBan', 'allow-all', '"allow-all" belongs in clients.allow'],
  ])('%s that has %s is answered with what that list takes', (list, entry, hint) => {
    expect(faultsOf({ clients: { allow: ['192.0.2.1'], [list]: [entry] } })).toEqual([
      `clients.${list}[0]: expected an address or a CIDR range, found "${entry}"; ${hint}`,
    ]);
  });
});

describe('a number where a text is due', () => {
  const quotes = '; put it in quotes, because YAML reads it as no text';

  test.each([
    [{ clients: { allow: [1] } }, `clients.allow[0]: expected a text, found 1${quotes}`],
    [{ audit: { file: 1 } }, `audit.file: expected the path of a file, or "-", found 1${quotes}`],
    [{ data: 12.5 }, `data: expected the path of a folder, found 12.5${quotes}`],
    [{ auth: { unscopedCommands: [true] } }, `auth.unscopedCommands[0]: expected a text, found true${quotes}`],
  ])('in %j is told to be put in quotes', (configuration, fault) => {
    expect(faultsOf({ listen, clients: { allow: ['192.0.2.1'] }, ...configuration })).toEqual([fault]);
  });

  test.each([
    [{ limits: { maxEntries: -1 } }, /found -1$/],
    [{ limits: { key: { per: 60 } } }, /found 60$/],
    [{ clients: { allow: [null] } }, /expected a text, found nothing$/],
    [{ clients: { allow: [['192.0.2.1']] } }, /expected a text, found a list$/],
  ])('and nothing of quotes where they would not help: %j', (configuration, fault) => {
    expect(faultsOf({ listen, clients: { allow: ['192.0.2.1'] }, ...configuration })).toEqual([expect.stringMatching(fault)]);
  });
});

describe('the second listener', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['::', '::1'],
    ['::1', '0:0::1'],
    ['0.0.0.0', 'localhost'],
  ])('has a port of its own: %s leaves nothing to %s', (host, other) => {
    expect(
      faultsOf({ listen: [{ host, port: 9180, plaintext: true }], admin: at(other, 9180), clients: { allow: ['192.0.2.1'] } }),
    ).toEqual(['admin.port: is the port of listen[0] on the same address; choose another']);
  });

  test.each([
    ['127.0.0.1', 9180, '127.0.0.1', 9181],
    ['127.0.0.1', 9180, '::1', 9180],
    ['0.0.0.0', 9180, '::1', 9180],
    ['127.0.0.1', 0, '127.0.0.1', 0],
  ])('may share what is not the same: %s:%i and %s:%i', (host, port, other, otherPort) => {
    expect(
      faultsOf({ listen: [{ host, port, plaintext: true }], admin: at(other, otherPort), clients: { allow: ['192.0.2.1'] } }),
    ).toEqual([]);
  });
});
