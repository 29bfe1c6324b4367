import { describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import { documentOf, type PanelDocument } from '../../src/state/static/panel-document.ts';
import { StaticDocumentReader } from '../../src/state/static/static-document-reader.ts';
import { addressOf, idOfAdmin, idOfAlice, secretOfAlice, stateWith } from '../support/facts.ts';

const writtenAtMs = Date.parse('2026-01-31T10:00:00.000Z');

/** Reads lines as they were written, through JSON. */
function readBack(pieces: readonly unknown[]): StaticDocumentReader {
  const [head, ...lines] = pieces.map((piece): unknown => JSON.parse(JSON.stringify(piece)));
  const reader = new StaticDocumentReader();
  reader.addHead(head);
  for (const line of lines) reader.addLine(line, 'line');
  return reader;
}

function roundTrip(state: PanelState): PanelDocument | undefined {
  const reader = readBack(documentOf(state, writtenAtMs));
  expect(reader.faults.texts()).toEqual([]);
  return reader.document();
}

function faultsOf(head: unknown): readonly string[] {
  const reader = new StaticDocumentReader();
  reader.addHead(head);
  expect(reader.document()).toBeUndefined();
  return reader.faults.texts();
}

const digest = 'a'.repeat(64);
const good = {
  version: 1,
  api: { accessKeys: 'all', deprecated: false },
  allowedAddresses: 'allow-all',
  rootUser: 'admin',
  accessKeys: { ALICEALICEALICEALICE: { secretSha256: digest, user: 'alice', profiles: ['mail'] } },
};
const key = good.accessKeys.ALICEALICEALICEALICE;

describe('a panel state as a document', () => {
  it('says the same when it is read back', () => {
    const { readAtMs: _, allowedAddresses: __, ...facts } = stateWith();
    const document = roundTrip(stateWith());
    expect(document?.facts).toMatchObject(facts);
    expect(document?.writtenAtMs).toBe(writtenAtMs);
  });

  it.each([
    [
      'nothing is allowed',
      stateWith({ api: { accessKeys: 'off', deprecated: false }, rootUser: undefined, accessKeys: new Map() }),
    ],
    ['every address is allowed', stateWith({ allowedAddresses: { everyone: true } })],
    [
      'a profile has a name that objects know',
      stateWith({ profiles: new Map([['__proto__', { role: 'user', commands: new Set(['v-x']) }]]) }),
    ],
  ] satisfies [string, PanelState][])('says the same where %s', (_what, state) => {
    const { readAtMs: _, ...facts } = state;
    expect(roundTrip(state)?.facts).toEqual(facts);
  });

  it('keeps the addresses, in whatever spelling', () => {
    const set = AddressSet.of(['198.51.100.7', '2001:DB8::1', '192.0.2.0/24']);
    const allowed = roundTrip(stateWith({ allowedAddresses: { everyone: false, set } }))?.facts.allowedAddresses;
    if (allowed?.everyone !== false) throw new Error('expected a list');
    expect(allowed.set.texts).toEqual(set.texts);
    expect(['198.51.100.7', '2001:db8::1', '192.0.2.200', '192.0.3.1'].map((text) => allowed.set.has(addressOf(text)))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('holds no secret, and is the same text for the same facts in another order', () => {
    const state = stateWith();
    const text = JSON.stringify(documentOf(state, writtenAtMs));
    expect(text).toContain(idOfAlice);
    expect(text).not.toContain(secretOfAlice);
    const turned = {
      ...state,
      accessKeys: new Map([...state.accessKeys].toReversed()),
      users: new Map([...state.users].toReversed()),
    };
    expect(JSON.stringify(documentOf(turned, writtenAtMs))).toBe(text);
  });

  it('says how many lines follow the first', () => {
    const [head, ...lines] = documentOf(stateWith(), writtenAtMs);
    expect(head).toMatchObject({ version: 1, lines: lines.length, writtenAt: '2026-01-31T10:00:00.000Z' });
  });

  it('is a fault where two lines hold the same key', () => {
    const pieces = documentOf(stateWith(), writtenAtMs);
    const again = pieces.filter((piece) => JSON.stringify(piece).includes(idOfAdmin));
    expect(readBack([...pieces, ...again]).faults.texts()).toEqual([`line accessKeys.${idOfAdmin}: is there twice; leave one`]);
  });
});

describe('a document with a fault', () => {
  it.each<[string, unknown, string]>([
    ['is no mapping', ['version'], 'expected a mapping, found a list'],
    ['is of another version', { ...good, version: 2 }, 'version: expected 1'],
    ['has an unknown field', { ...good, panel: 'main' }, 'panel: unknown field; expected version, lines, writtenAt, api, '],
    ['has no switches', { ...good, api: undefined }, 'api: expected a mapping, found nothing'],
    [
      'has a switch of another kind',
      { ...good, api: { accessKeys: true, deprecated: false } },
      'api.accessKeys: expected off, root or all',
    ],
    [
      'has a text for a switch',
      { ...good, api: { accessKeys: 'all', deprecated: 'no' } },
      'api.deprecated: expected true or false, found a text',
    ],
    [
      'has no addresses',
      { ...good, allowedAddresses: undefined },
      'allowedAddresses: expected allow-all or a list of addresses, found nothing',
    ],
    [
      'has a bad address',
      { ...good, allowedAddresses: ['192.0.2.1/33'] },
      'allowedAddresses: "192.0.2.1/33" is neither an address nor a CIDR range',
    ],
    ['has allow-all within a list', { ...good, allowedAddresses: ['allow-all'] }, 'allowedAddresses: "allow-all" is neither'],
    [
      'has a number for the root user',
      { ...good, rootUser: 7 },
      "rootUser: expected a user's name; put one that looks like a number in quotes",
    ],
    [
      'has a local time',
      { ...good, writtenAt: '2026-01-31 10:00:00' },
      'writtenAt: expected a time in UTC such as 2026-01-31T10:00:00Z',
    ],
    ['has a time that does not exist', { ...good, writtenAt: '2026-13-31T10:00:00Z' }, 'writtenAt: expected a time in UTC'],
    [
      'has a bad id',
      { ...good, accessKeys: { short: key } },
      "accessKeys.short: expected an access key's id, 20 letters and digits",
    ],
    [
      'has a bad digest',
      keyWith({ secretSha256: digest.toUpperCase() }),
      'secretSha256: expected a SHA-256 digest, 64 of 0-9 and a-f',
    ],
    ['has a key without a user', keyWith({ user: undefined }), "user: expected a user's name"],
    ['has a key without permissions', keyWith({ profiles: undefined }), 'profiles: expected a list, found nothing'],
    ['has a key with both kinds of permissions', keyWith({ everything: true }), 'expected either profiles or everything: true'],
    [
      'has a number among profiles',
      keyWith({ profiles: ['mail', 5] }),
      'profiles: expected texts alone; put what looks like a number in quotes',
    ],
    [
      'has a bad profile',
      { ...good, profiles: { mail: { role: 'root', commands: [] } } },
      'profiles.mail.role: expected admin or user',
    ],
    ['has a bad user', { ...good, users: { alice: true } }, 'users.alice: expected active or suspended'],
    [
      'has a bad command',
      { ...good, commands: { 'v-x': { userArg: -1 } } },
      'commands.v-x.userArg: expected the position of the user argument',
    ],
    [
      'has a bad reach',
      { ...good, commands: { 'v-x': { userArg: 1, reach: 'all' } } },
      'commands.v-x.reach: expected user or root',
    ],
    ['has an API key twice', { ...good, apiKeySha256: [digest, digest] }, 'apiKeySha256: a digest is there twice; leave one'],
  ])('that %s says where', (_what, head, fault) => {
    expect(faultsOf(head).join('\n')).toContain(fault);
  });

  it("gives nobody but the root user's keys everything", () => {
    const { profiles: _, ...rest } = key;
    const head = { ...good, accessKeys: { ALICEALICEALICEALICE: { ...rest, everything: true } } };
    expect(faultsOf(head)).toEqual([
      "accessKeys.ALICEALICEALICEALICE.everything: only a key of the root user may have it: user must equal the file's rootUser",
    ]);
  });

  it('never repeats what stands where a digest belongs', () => {
    expect(faultsOf(keyWith({ secretSha256: secretOfAlice })).join()).not.toContain(secretOfAlice);
  });

  it('tells all faults at once, up to a bound', () => {
    const users = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`user${index}`, 'gone']));
    const faults = faultsOf({ ...good, version: 0, users });
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe('and 11 more');
  });
});

describe('the reach of a command', () => {
  it('may be narrowed by a file, and not be widened', () => {
    expect(reachOf('v-list-user')).toBe('user');
    expect(reachOf('v-list-user', 'root')).toBe('root');
    expect(reachOf('v-change-domain-owner')).toBe('root');
    expect(reachOf('v-change-domain-owner', 'user')).toBe('root');
  });
});

function keyWith(changes: Readonly<Record<string, unknown>>): unknown {
  return { ...good, accessKeys: { ALICEALICEALICEALICE: { ...key, ...changes } } };
}

function reachOf(name: string, reach?: string): string | undefined {
  const reader = new StaticDocumentReader();
  reader.addHead({ ...good, commands: { [name]: { userArg: 1, ...(reach === undefined ? {} : { reach }) } } });
  return reader.document()?.facts.commands?.get(name)?.reach;
}
