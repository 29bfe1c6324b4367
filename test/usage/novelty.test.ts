import { describe, expect, test } from 'vitest';
import { noveltyOf } from '../../src/usage/novelty.ts';
import { UseBook, type UsesOfOne } from '../../src/usage/use-book.ts';

const dayMs = 86_400_000;
const user = { panel: 'main', kind: 'access-key', name: 'KEY' } as const;

/** Each use: command, place, and how many days before it is asked what is new. */
function recordOf(...uses: readonly (readonly [command: string, place: string, daysAgo: number])[]): UsesOfOne | undefined {
  const book = new UseBook({ rowsOfOne: 300, rows: 10_000 });
  for (const [command, place, daysAgo] of uses) {
    book.count(user, { command, place, atMs: 100 * dayMs - daysAgo * dayMs, isAccepted: true });
  }
  return book.of(user);
}

const isNew = (record: UsesOfOne | undefined, command: string, place: string, recordDays = 90): unknown =>
  noveltyOf({ command, place, atMs: 100 * dayMs }, [undefined, record], (100 - recordDays) * dayMs);

describe('the use of a key', () => {
  test('is new from another network, which is the /24 or the /48 around it', () => {
    const record = recordOf(['v-list-user', '192.0.2.7', 8], ['v-list-user', '20010db800010002/64', 8]);
    expect(isNew(record, 'v-list-user', '192.0.2.200')).toBeUndefined();
    expect(isNew(record, 'v-list-user', '20010db80001ffff/64')).toBeUndefined();
    expect(isNew(record, 'v-list-user', '192.0.3.7')).toEqual({
      isFirstUse: false,
      network: '192.0.3.0/24',
      isNewCommand: false,
    });
    expect(isNew(record, 'v-list-user', '20010db800020002/64')).toMatchObject({ network: '2001:db8:2::/48' });
    expect(isNew(record, 'v-list-user', '20020db8/32')).toMatchObject({ network: '2002:db8::/32' });
  });

  test('is new for another command, and for both', () => {
    const record = recordOf(['v-list-user', '192.0.2.7', 8]);
    expect(isNew(record, 'v-add-user', '192.0.2.7')).toEqual({ isFirstUse: false, network: undefined, isNewCommand: true });
    expect(isNew(record, 'v-add-user', '192.0.3.7')).toEqual({ isFirstUse: false, network: '192.0.3.0/24', isNewCommand: true });
  });

  test('is learned for seven days', () => {
    expect(isNew(recordOf(['v-list-user', '192.0.2.7', 6.9]), 'v-add-user', '192.0.3.7')).toBeUndefined();
    expect(isNew(recordOf(['v-list-user', '192.0.2.7', 7]), 'v-add-user', '192.0.3.7')).toBeDefined();
  });

  test('is its first one where the record, which is old enough, has none', () => {
    const first = { isFirstUse: true, network: '192.0.2.0/24', isNewCommand: false };
    expect(isNew(undefined, 'v-list-user', '192.0.2.7')).toEqual(first);
    expect(isNew(recordOf(['?', '?', 50]), 'v-list-user', '192.0.2.7')).toEqual(first);
    expect(isNew(undefined, 'v-list-user', '192.0.2.7', 6)).toBeUndefined();
  });

  test('says nothing of a command that the panel does not have', () => {
    const record = recordOf(['v-list-user', '192.0.2.7', 8]);
    expect(isNew(record, '?', '192.0.2.8')).toBeUndefined();
    expect(isNew(record, '?', '192.0.3.7')).toMatchObject({ network: '192.0.3.0/24', isNewCommand: false });
  });
});
