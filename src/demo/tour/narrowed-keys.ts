import type { Reason } from '../../domain/call/denials.ts';
import type { DemoKey, DemoKeys } from '../commands/demo-keys.ts';
import { form, accessKeyFields } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

/** What a wrong secret is answered with. */
const misused = (reason: Reason): Expected => ({ reason, status: 401, exitCode: 9, body: 'Error: Authentication failed' });

const notAllowed = (reason: Reason, { id }: DemoKey, command: string): Expected => ({
  reason,
  status: 401,
  exitCode: 10,
  body: `Error: Key ${id} don't have permission to run the command ${command}`,
});

const called = (title: string, fields: Readonly<Record<string, string>>, expected: Expected): TourCase => ({
  title,
  gateway: 'strict',
  request: form(fields),
  expected,
});

/** Calls to a gateway that has a policy for each key. */
export function narrowedKeys(keys: DemoKeys): readonly TourCase[] {
  const { admin, billing, aliceMail, aliceDns, aliceWeb } = keys;
  const users = accessKeyFields(billing, 'v-list-users');
  return [
    called('a key from elsewhere', accessKeyFields(aliceMail, 'v-list-mail-domains', ['alice']), misused('key_address')),
    called('a key at another hour', accessKeyFields(aliceDns, 'v-list-dns-domains', ['alice']), misused('key_hours')),
    called('a key after its end', accessKeyFields(aliceWeb, 'v-list-web-domains', ['alice']), misused('key_expired')),
    called('the only use of a key', users, { status: 200, exitCode: 0, body: '…' }),
    called('... and one more', users, misused('key_used_up')),
    called(
      'a command that its policy denies',
      accessKeyFields(admin, 'v-list-sys-info'),
      notAllowed('key_command', admin, 'v-list-sys-info'),
    ),
    called(
      'a user that its policy lacks',
      accessKeyFields(admin, 'v-list-web-domains', ['bob']),
      notAllowed('key_user', admin, 'v-list-web-domains'),
    ),
    called(
      'a domain that its policy lacks',
      accessKeyFields(admin, 'v-list-mail-accounts', ['alice', 'bob.test']),
      notAllowed('argument_refused', admin, 'v-list-mail-accounts'),
    ),
  ];
}
