import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { post, type Reply } from '../support/http-client.ts';
import { policiesOf, type WrittenPolicy } from '../support/key-policies.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callWith, keys, type Site, type SiteOptions } from '../support/site.ts';

/** What provokes one reason. */
export interface Journey {
  readonly options?: SiteOptions;
  /** Brings the site to where the last call is refused, and makes that call. */
  readonly provoke: (site: Site) => Promise<Reply>;
  /** What the panel has received in all; 0 where nothing is said. */
  readonly seen?: number;
}

export async function twice(site: Site, body: Record<string, string>): Promise<Reply> {
  await post(site.gateway.url, body);
  return post(site.gateway.url, body);
}

const call = callWith(keys.root, 'v-list-user', 'alice');

/** Of the root user's key, which may run everything, with this policy. */
function keyed(policy: WrittenPolicy): Journey {
  return {
    options: { keys: policiesOf({ [keys.root.id]: policy }), clock: new ManualClock() },
    provoke: ({ gateway }) => post(gateway.url, call),
  };
}

export const journeysOfPolicies = {
  key_panel: keyed({ panels: ['other'] }),
  key_address: keyed({ from: ['192.0.2.0/24'] }),
  key_hours: keyed({ hours: ['mon 00:00-00:01'], zone: 'UTC' }),
  key_expired: keyed({ expires: '2020-01-01' }),
  key_command: keyed({ deny: ['v-list-*'] }),
  key_user: keyed({ users: ['bob'] }),
  key_used_up: {
    options: {
      keys: policiesOf({ [keys.root.id]: { maxUses: 1 } }),
      settings: { data: { folder: mkdtempSync(join(tmpdir(), 'uses-')), isRequired: true } },
    },
    provoke: (site) => twice(site, call),
    seen: 1,
  },
  argument_refused: {
    options: { keys: policiesOf({ [keys.root.id]: { domains: ['other.test'] } }) },
    provoke: ({ gateway }) => post(gateway.url, callWith(keys.root, 'v-list-web-domain', 'alice', 'example.com')),
  },
} as const satisfies Readonly<Record<string, Journey>>;
