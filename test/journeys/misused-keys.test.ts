import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { post, type Reply } from '../support/http-client.ts';
import { policiesOf, type WrittenPolicy } from '../support/key-policies.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { Random } from '../support/random.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A thief has a secret, and tries it from elsewhere, at another hour, or when the key has ended. What he reads is what a wrong secret reads: he does
// not learn that it is right, whatever form of request he tries it in.

const pairs = propertyRuns(4000) / 4;
let data: string;
let site: Site;
afterEach(async () => {
  await site.close();
  rmSync(data, { recursive: true, force: true });
});

const policies: readonly (readonly [string, WrittenPolicy])[] = [
  ['elsewhere', { from: ['192.0.2.0/24'] }],
  ['at another hour', { hours: ['mon 00:00-00:01'] }],
  ['after its end', { expires: '2020-01-01' }],
  ['when it is used up', { maxUses: 1 }],
];

describe('a right secret that is tried', () => {
  it.each(policies)('%s reads what a wrong one reads', async (_title, policy) => {
    const clock = new ManualClock();
    data = mkdtempSync(join(tmpdir(), 'misused-'));
    const settings = { data: { folder: data, isRequired: true } };
    site = await openSite({ keys: policiesOf({ [keys.root.id]: policy }), settings, clock });
    const { url } = site.gateway;
    // Of a key that may be used once, that is this time.
    const { status } = await post(url, callWith(keys.root, 'v-list-users'));
    const sent = site.panel.requests.length;
    expect(sent).toBe(status === 200 ? 1 : 0);
    const random = new Random(1);
    const found = new Set<string>();
    for (let pair = 0; pair < pairs; pair += 1) {
      const request = requestOf(random);
      const secrets = [keys.root.secret, wrongOf(random)];
      const readings = await Promise.all(secrets.map(async (secret) => readingOf(await post(url, request(secret)))));
      found.add(JSON.stringify(readings[0]));
      expect(readings[0]).toEqual(readings[1]);
    }
    expect(site.panel.requests).toHaveLength(sent);
    expect(found.size).toBeLessThanOrEqual(2);
  });
});

/** Everything that a client reads, but the id of the request. */
function readingOf({ status, headers, body }: Reply): object {
  const { 'x-request-id': id, date: _date, ratelimit, ...others } = headers;
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  // Each of both takes one.
  return { status, headers: { ...others, ratelimit: ratelimit?.toString().replace(/r=\d+/, 'r=N') }, body };
}

function requestOf(random: Random): (secret: string) => Record<string, string> {
  const command = random.pick(['v-list-user', 'v-list-users', 'v-add-user', 'v-none']);
  const returncode = random.once(2) ? { returncode: 'yes' } : {};
  const isHash = random.once(2);
  return (secret) => {
    const { access_key: _id, secret_key: _secret, ...call } = callWith({ ...keys.root, secret }, command, 'alice');
    const credential = isHash ? { hash: `${keys.root.id}:${secret}` } : { access_key: keys.root.id, secret_key: secret };
    return { ...call, ...returncode, ...credential };
  };
}

const letters = '0123456789abcdefghijklmnopqrstuvwxyz_';

/** Of the form of a secret. */
function wrongOf(random: Random): string {
  return Array.from({ length: 40 }, () => letters.charAt(random.int(letters.length))).join('');
}
