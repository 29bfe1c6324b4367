import { expect, onTestFinished, test } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { openSite, type SiteOptions } from '../support/site.ts';
import { inherit, only } from '../support/test-gateway.ts';

async function startLineOf(options: SiteOptions, level = 'info'): Promise<string> {
  const site = await openSite(options);
  onTestFinished(() => site.close());
  const lines = site.gateway.log.filter((line) => line.startsWith(`${level} panel main: `));
  expect(lines).toHaveLength(1);
  return (lines[0] ?? '').replace(new URL(site.gateway.url).host, 'HERE');
}

const counts = /^info panel main: 5 keys, [0-9]+ profiles, 3 users; /;

test.each([
  [{ allow: only('192.0.2.1', '192.0.2.2') }, '2 addresses may call'],
  [{ allow: only('192.0.2.1') }, '1 address may call'],
  [{ allow: only('192.0.2.0/24', '2001:db8::/48', '192.0.3.1') }, '1 address and 2 ranges may call'],
  [{ allow: only('192.0.2.0/24') }, '1 range may call'],
  [{ allow: inherit }, '1 address may call'],
  [{ allow: { ...inherit, set: AddressSet.of(['127.0.0.1', '192.0.2.9']) } }, '2 addresses may call'],
  [{}, 'every address may call'],
])('a start says in one line what it found, with %j', async (clients, words) => {
  const line = await startLineOf({ clients });

  expect(line).toMatch(counts);
  expect(line.replace(counts, '')).toBe(`API for all users; ${words}; listens on HERE {}`);
});

test.each([
  ['0', 'yes', 'API off'],
  ['1', 'yes', 'API for the root user alone'],
  ['2', 'yes', 'API for all users'],
])('a start says whose API it is, with API_SYSTEM %s and API %s', async (API_SYSTEM, API, words) => {
  expect(await startLineOf({ conf: { API_SYSTEM, API } })).toContain(`; ${words}; every address may call; `);
});

test('a start says that nothing is known of a panel, and why', async () => {
  const line = await startLineOf({ root: '/nonexistent' }, 'warn');

  expect(line).toMatch(
    /^warn panel main: its state is not known yet, and calls are refused; .*\/nonexistent.*; every address may call; listens on HERE/,
  );
});
