import { describe, expect, it, test } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { parseAddress } from '../../src/domain/address/address.ts';
import { warningsOf } from '../../src/config/resolve/warnings-of.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

// `auth.apiKeys` and `auth.password`: deny, allow, or allow on terms.

const addresses = AddressSet.of(['192.0.2.10', '198.51.100.0/24']);
const from = ['192.0.2.10', '198.51.100.0/24'];
const untilMs = Date.UTC(2027, 0, 31);

const kinds = [
  ['apiKeys', 'api-key'],
  ['password', 'password'],
] as const;

describe.each(kinds)('auth.%s', (setting, kind) => {
  it.each([
    ['from alone', { from }, { from: addresses, untilMs: undefined }],
    ['until alone', { until: '2027-01-31' }, { from: undefined, untilMs }],
    ['both', { from: from.join(', '), until: '2027-01-31T00:00Z' }, { from: addresses, untilMs }],
  ])('with %s is allowed on these terms', (_, written, terms) => {
    const [panel] = readConfiguration({ auth: { [setting]: written } }).panels;

    expect(panel?.policy.auth.allowed[kind]).toBe(true);
    expect(panel?.policy.auth.terms).toEqual(new Map([[kind, terms]]));
    expect(panel?.state.readApiKeys).toBe(kind === 'api-key');
  });

  it.each(['allow', 'deny'])('with %s has no terms', (word) => {
    const [panel] = readConfiguration({ auth: { [setting]: word } }).panels;

    expect(panel?.policy.auth.allowed[kind]).toBe(word === 'allow');
    expect(panel?.policy.auth.terms).toEqual(new Map());
  });

  it.each([
    [{}, /^: expected from, until or both; to allow them as they are write allow$/],
    [[], /^: expected allow, deny or \{ from: ADDRESSES, until: DAY \}, found a list$/],
    ['perhaps', /^: expected allow, deny or \{ from: ADDRESSES, until: DAY \}, found "perhaps"$/],
    [{ until: '2027-01-31', form: from }, /^\.form: unknown key; did you mean "from"\?$/],
    [{ from: [] }, /^\.from: expected at least one address; to take them from nowhere write deny$/],
    [
      { from: ['0.0.0.0'] },
      /^\.from\[0\]: "0\.0\.0\.0" is the address of nobody; where it may be used everywhere leave from out$/,
    ],
    [{ from: ['inherit'] }, /^\.from\[0\]: .*; "inherit" belongs in clients\.allow$/],
    [{ from: ['everyone'] }, /^\.from\[0\]: .*; where it may be used everywhere leave from out$/],
    [{ from: ['192.0.2.1/24'] }, /^\.from\[0\]: .*192\.0\.2\.0\/24/],
    [{ until: '2027-02-30' }, /^\.until: expected a day such as 2030-12-31, or a time such as .*, found "2027-02-30"$/],
    [{ until: 'tomorrow' }, /^\.until: expected a day/],
  ])('is not %j', (written, fault) => {
    const faults = faultsOf({ auth: { [setting]: written } }).map((text) => text.replace(`auth.${setting}`, ''));

    expect(faults).toEqual([expect.stringMatching(fault)]);
  });

  it('tells every fault in it at once', () => {
    expect(faultsOf({ auth: { [setting]: { from: ['x', 'y'], until: 'z' } } })).toHaveLength(3);
  });
});

test('accessKeys is a word alone', () => {
  expect(faultsOf({ auth: { accessKeys: { until: '2027-01-31' } } })).toEqual([
    expect.stringMatching(/^auth\.accessKeys: expected allow or deny, found/),
  ]);
});

test.each([
  ['inherits the terms', {}, new Map([['password', { from: addresses, untilMs }]])],
  ['has a word in their place', { password: 'allow' }, new Map()],
  [
    'has terms of its own, and inherits none beside them',
    { password: { from: ['203.0.113.1'] } },
    new Map([['password', { from: AddressSet.of(['203.0.113.1']), untilMs: undefined }]]),
  ],
  [
    'has terms for the other kind, too',
    { apiKeys: { until: '2027-01-31' } },
    new Map<string, object>([
      ['api-key', { from: undefined, untilMs }],
      ['password', { from: addresses, untilMs }],
    ]),
  ],
])('a panel %s', (_, auth, terms) => {
  const { panels } = readConfiguration({
    auth: { password: { from, until: '2027-01-31' } },
    panels: [
      { name: 'own', hosts: ['own.example'], auth },
      { name: 'other', default: true },
    ],
  });

  expect(panels.map(({ policy }) => policy.auth.terms)).toEqual([terms, new Map([['password', { from: addresses, untilMs }]])]);
});

const dayMs = 86_400_000;

test.each([
  [
    'without an end',
    { from: ['192.0.2.1'] },
    0,
    [/^panel main: password without until takes the root user's password, .*password\.until/],
  ],
  ['allowed as they are', 'allow', 0, [/^panel main: password: allow takes .*; write in password\.until the day/]],
  ['long before the end', { until: '2027-01-31' }, untilMs - 15 * dayMs, []],
  [
    'shortly before it',
    { until: '2027-01-31' },
    untilMs - 14 * dayMs,
    [/^panel main: password\.until is 2027-01-31T00:00:00\.000Z: /],
  ],
  ['at the end', { until: '2027-01-31' }, untilMs, [/^panel main: password\.until is over since 2027-01-31T/]],
  [
    'from where nobody may call',
    { from: ['192.0.2.1', '203.0.113.1'], until: '2027-01-31' },
    0,
    [/^panel main: password\.from holds addresses that clients\.allow does not/],
  ],
  ['denied', 'deny', 0, []],
])('passwords %s are warned of as they are', (_, password, nowMs, warnings) => {
  const settings = readConfiguration({ listen: [{ plaintext: true }], auth: { password } });

  expect(warningsOf(settings, nowMs)).toEqual(warnings.map((text) => expect.stringMatching(text)));
});

test('an address of the terms is found however it is written', () => {
  const [panel] = readConfiguration({ auth: { password: { from: ['2001:db8::/32'] } } }).panels;
  const address = parseAddress('2001:0db8:0:0::1');

  expect(address && panel?.policy.auth.terms.get('password')?.from?.has(address)).toBe(true);
});
