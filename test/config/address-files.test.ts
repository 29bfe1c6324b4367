import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/config/text/configuration-error.ts';
import { readAddressFile, readAddressFileInSlices } from '../../src/config/secrets/read-address-file.ts';
import type { AddressListName } from '../../src/domain/policy/settings.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'addresses-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function entriesOf(text: string, list: AddressListName = 'allow'): readonly string[] {
  const file = join(folder, 'list');
  writeFileSync(file, text === '' || text.endsWith('\n') || text.endsWith('\r') ? text : `${text}\n`);
  return readAddressFile(file, list).texts;
}

function faultsIn(text: string, list: AddressListName = 'allow'): readonly string[] {
  try {
    return entriesOf(text, list).map((entry) => `read: ${entry}`);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map((problem) => (problem.path === '' ? problem.text : `${problem.path}: ${problem.text}`));
  }
}

describe('a list of addresses in a file', () => {
  test.each([
    ['192.0.2.1\n192.0.2.2\n'],
    ['192.0.2.1 192.0.2.2'],
    ['192.0.2.1,192.0.2.2'],
    ['192.0.2.1;\t192.0.2.2\r\n'],
    ['# both\n\n192.0.2.1 # one, 198.51.100.1\n  192.0.2.2#two\n#198.51.100.2\n'],
    ['\uFEFF192.0.2.1\r192.0.2.2'],
  ])('is divided by line ends, blanks and commas, and may have comments: %j', (text) => {
    expect(entriesOf(text)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  test('may have comments alone', () => {
    expect(entriesOf('# nobody yet\n')).toEqual([]);
  });

  test.each([
    ['', 'is empty, so it may be half written; for a list without entries write a comment (#) into it'],
    ['192.0.2.1\n128.0.0.0/1', 'does not end with a line feed, so it may be half written; end its last line'],
    ['# nobody', 'does not end with a line feed, so it may be half written; end its last line'],
  ])('that may be half written is not read: %j', (text, fault) => {
    writeFileSync(join(folder, 'half'), text);

    expect(() => readAddressFile(join(folder, 'half'), 'deny')).toThrow(fault);
  });

  test('that is long keeps nobody waiting while it is read', async () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    writeFileSync(join(folder, 'long'), `${entries.join('\n')}\n`);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);

    const set = await readAddressFileInSlices(join(folder, 'long'), 'deny');
    clearInterval(counting);

    expect(set.texts).toHaveLength(100_000);
    expect(turns).toBeGreaterThan(50);
  });

  test('has a bound for its entries', () => {
    expect(faultsIn('192.0.2.1 '.repeat(250_001))).toEqual(['expected at most 250000 entries']);
  });

  test('tells each fault with its line', () => {
    expect(faultsIn('192.0.2.1\n192.0.2.* 192.0.2.2\n# x\n0.0.0.0, gate.example.com\n')).toEqual([
      'line 2: expected an address or a CIDR range, found "192.0.2.*"; did you mean "192.0.2.0/24"?',
      'line 4: "0.0.0.0" opens nothing; to allow everyone write allow-all',
      'line 4: expected an address or a CIDR range, found "gate.example.com"; names are not looked up: write the addresses that the name stands for',
    ]);
  });

  test.each(['allow-all', 'inherit'])('does not take %s, which the configuration must say', (word) => {
    expect(faultsIn(`192.0.2.1\n${word}\n`)).toEqual([`line 2: "${word}" belongs in clients.allow of the configuration`]);
  });

  test('does not make everyone a trusted proxy', () => {
    expect(faultsIn('0.0.0.0/1\n128.0.0.0/1\n', 'trustedProxies')).toEqual([
      expect.stringMatching(/^line 1: "0\.0\.0\.0\/1" would let everyone choose the address that is checked/),
    ]);
    expect(faultsIn(Array.from({ length: 223 }, (_, first) => `${first + 1}.0.0.0/8`).join('\n'), 'trustedProxies')).toEqual([
      expect.stringMatching(/^together they hold most of the Internet/),
    ]);
  });

  test('that is no list at all is told in some lines', () => {
    const faults = faultsIn('<html>\n'.repeat(500));

    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe('and more of them');
  });

  test('is a regular file', () => {
    mkdirSync(join(folder, 'no-list'));

    expect(() => readAddressFile(join(folder, 'no-list'), 'allow')).toThrow(/expected a regular file/);
    expect(() => readAddressFile('/dev/zero', 'allow')).toThrow(/expected a regular file/);
    expect(() => readAddressFile(join(folder, 'missing'), 'allow')).toThrow(/ENOENT/);
  });
});

const filesOf = (configuration: object): object[] =>
  readConfiguration(configuration).panels.map(({ addressFiles = {} }) => addressFiles);

describe('the configuration names it', () => {
  test('for each list, from the folder of the configuration', () => {
    const clients = { allowFile: 'a', denyFile: '/b', neverBanFile: 'c', trustedProxiesFile: 'd' };

    expect(filesOf({ clients })).toEqual([
      { allow: '/etc/hearthgate/a', deny: '/b', neverBan: '/etc/hearthgate/c', trustedProxies: '/etc/hearthgate/d' },
    ]);
  });

  test('in place of a list in it', () => {
    expect(readConfiguration({ clients: { allowFile: 'a' } }).panels[0]?.policy.clients.allow).toMatchObject({
      everyone: false,
      inherit: false,
      set: { size: 0 },
    });
    expect(faultsOf({ clients: {}, panels: [{ clients: { allowFile: 'a' } }] })).toEqual([]);
  });

  test('and who has a list or a file of his own inherits neither', () => {
    const [own, file, none] = filesOf({
      clients: { allow: ['192.0.2.1'], allowFile: 'all', denyFile: 'deny' },
      panels: [
        { name: 'a', hosts: ['a'], clients: { allow: ['192.0.2.2'] } },
        { name: 'b', hosts: ['b'], clients: { allowFile: 'b' } },
        { name: 'c', hosts: ['c'] },
      ],
    });

    expect([own, file, none]).toEqual([
      { deny: '/etc/hearthgate/deny' },
      { allow: '/etc/hearthgate/b', deny: '/etc/hearthgate/deny' },
      { allow: '/etc/hearthgate/all', deny: '/etc/hearthgate/deny' },
    ]);
  });

  test('but not beside allow-all', () => {
    expect(faultsOf({ clients: { allow: 'allow-all', allowFile: 'a' } })).toEqual([
      'clients.allowFile: adds nothing to allow-all; leave out one of them',
    ]);
  });

  test('and proxies that are named there may announce clients', () => {
    expect(
      faultsOf({ listen: [{ plaintext: true, proxyProtocol: true }], clients: { allow: [], trustedProxiesFile: 'p' } }),
    ).toEqual([]);
  });
});
