import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/domain/address/address.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import type { Outcome } from '../../src/domain/gateway/observer.ts';
import { Secret } from '../../src/domain/secret.ts';
import { countUses } from '../../src/usage/count-uses.ts';
import type { User } from '../../src/usage/use-book.ts';
import type { Use } from '../../src/usage/use-row.ts';

const secret = new Secret('s'.repeat(40));
const credentials = {
  key: { kind: 'access-key', id: 'ALICE', secret },
  apiKey: { kind: 'api-key', key: secret },
  password: { kind: 'password', user: 'admin', password: secret },
} as const;

const answered: Outcome['result'] = {
  kind: 'answered',
  answer: { status: 200, contentType: undefined, exitCode: '3', body: Buffer.of() },
};

function refused(denial: Denial): Outcome['result'] {
  return { kind: 'refused', denial };
}

interface Told {
  readonly result: Outcome['result'];
  readonly by?: keyof typeof credentials;
  readonly keyId?: string | undefined;
  readonly isPanelsRefusal?: boolean;
  readonly isKnown?: boolean;
}

/** What is counted of a call from 2001:db8:1:2::7 that ended at 10,000 and took 400 ms. */
function countedOf({
  result,
  by = 'key',
  keyId,
  isPanelsRefusal = false,
  isKnown = false,
}: Told): readonly (readonly [User, Use])[] {
  const counted: (readonly [User, Use])[] = [];
  const observer = countUses({
    uses: { count: (user, use) => void counted.push([user, use]), knows: () => isKnown, noveltyOf: () => undefined },
    clock: { wallMs: () => 10_000, monotonicMs: () => 0 },
    ipv6Prefix: () => 64,
    isPanelsRefusal: () => isPanelsRefusal,
    newUses: { areWanted: () => true, tell: () => undefined },
  });
  observer.ended?.({
    panel: 'main',
    arrival: {
      requestId: 'id',
      receivedMs: 0,
      address: parseAddress('2001:db8:1:2::7'),
      proxy: undefined,
      method: 'POST',
      pathIsApi: true,
      contentType: undefined,
      expectsContinue: false,
      isEarly: false,
      trace: undefined,
    },
    call: { credential: credentials[by], command: 'v-list-user', args: [], returncode: undefined },
    keyId,
    user: undefined,
    knownUsers: undefined,
    wouldRefuse: undefined,
    result,
    timings: { totalMs: 400, queueMs: undefined, panelMs: undefined },
  });
  return counted;
}

const place = '20010db800010002/64';
const alice = { keyId: 'ALICE' };

describe('of a call that has ended', () => {
  it('is counted whose it was, what, from where and when it came, whatever the exit code of its command', () => {
    expect(countedOf({ ...alice, result: answered })).toEqual([
      [
        { panel: 'main', kind: 'access-key', name: 'ALICE' },
        { command: 'v-list-user', place, atMs: 9600, isAccepted: true, isCharged: true },
      ],
    ]);
  });

  it('counts as not accepted what the panel itself refused, without command and place', () => {
    expect(countedOf({ ...alice, result: answered, isPanelsRefusal: true })).toMatchObject([
      [{}, { command: '?', place: '?', isAccepted: false, isCharged: false }],
    ]);
  });

  it.each<readonly [Denial, object]>([
    [{ reason: 'panel_timeout' }, { command: 'v-list-user', place, isCharged: true }],
    [
      { reason: 'key_rate', retryAfterMs: 1 },
      { command: '?', place, isCharged: false },
    ],
    [
      { reason: 'secret_wrong', deprecated: false },
      { command: '?', place: '?', isCharged: false },
    ],
  ])('tells of one that is refused for %o no more than who proved it to be his knows', (denial, expected) => {
    expect(countedOf({ ...alice, result: refused(denial) })).toMatchObject([[{}, { ...expected, isAccepted: false }]]);
  });

  it('counts nothing of keys that the panel does not have, and of other credentials that nobody has used', () => {
    const wrong = refused({ reason: 'credential_invalid', deprecated: true });
    expect(countedOf({ result: wrong })).toEqual([]);
    expect(countedOf({ by: 'apiKey', result: wrong })).toEqual([]);
    expect(countedOf({ by: 'password', result: wrong })).toEqual([]);
    expect(countedOf({ by: 'password', result: wrong, isKnown: true })).toMatchObject([[{ name: 'admin' }, { place: '?' }]]);
  });

  it('names no API key', () => {
    expect(countedOf({ by: 'apiKey', result: answered })).toMatchObject([[{ kind: 'api-key', name: '' }, { isAccepted: true }]]);
  });
});
