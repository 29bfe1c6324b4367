import type { Reason } from '../../domain/call/denials.ts';
import type { DemoKeys } from '../commands/demo-keys.ts';
import { commandFields, form, accessKeyFields, withCode } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

const wrongSecret = 'x'.repeat(40);
/** By then the gateway has seen that a file of the panel has changed. */
const inForceWithinMs = 3000;

const refused = (reason: Reason): Expected => ({ reason, status: 401, exitCode: 9, body: 'Error: Authentication failed' });

/** Refused for who asks. Clients are told the same of every fault; the reason is for the gateway's own records. */
export function refusedCredentials(keys: DemoKeys): readonly TourCase[] {
  const alicesMail = accessKeyFields(keys.aliceMail, 'v-list-mail-domains', ['alice', 'json']);
  const bobsMail = accessKeyFields(keys.bobMail, 'v-list-mail-domains', ['bob', 'json']);
  return [
    {
      title: 'a key that does not exist',
      request: form({ ...alicesMail, access_key: 'Z'.repeat(20) }),
      expected: refused('key_unknown'),
    },
    { title: 'a wrong secret', request: form({ ...alicesMail, secret_key: wrongSecret }), expected: refused('secret_wrong') },
    {
      title: '... with returncode=yes',
      request: form(withCode({ ...alicesMail, secret_key: wrongSecret })),
      expected: { ...refused('secret_wrong'), body: '9' },
    },
    {
      title: 'a secret of another form',
      request: form({ ...alicesMail, secret_key: 'short' }),
      expected: refused('credential_invalid'),
    },
    {
      title: 'a password of another user',
      gateway: 'deprecated',
      request: form({ user: 'alice', password: 'secret', ...commandFields('v-list-users') }),
      expected: { ...refused('credential_invalid'), body: 'Error: authentication failed' },
    },
    {
      title: 'a key of a suspended user',
      request: form(accessKeyFields(keys.carolMail, 'v-list-mail-domains', ['carol'])),
      expected: refused('user_suspended'),
    },
    {
      title: 'a key of a user that is gone',
      request: form(accessKeyFields(keys.ghostMail, 'v-list-mail-domains', ['ghost'])),
      expected: refused('user_unknown'),
    },
    {
      title: "bob's key works",
      request: form(bobsMail),
      expected: { status: 200, exitCode: 0, body: '{ "bob.test": {…' },
    },
    {
      title: '... bob is suspended by a call',
      request: form(accessKeyFields(keys.billing, 'v-suspend-user', ['bob'])),
      expected: { status: 204, exitCode: 0, body: '' },
    },
    {
      title: "... and soon bob's key does not",
      request: form(bobsMail),
      expected: refused('user_suspended'),
      withinMs: inForceWithinMs,
    },
    {
      title: 'an API key, which is not allowed',
      request: form({ hash: keys.apiKey.reveal(), ...commandFields('v-list-users') }),
      expected: { reason: 'api_disabled', status: 400, exitCode: 11, body: 'Error: API has been disabled' },
    },
    {
      title: 'the API is for the root user only',
      gateway: 'deprecated',
      request: form(alicesMail),
      expected: { reason: 'api_disabled_for_user', status: 401, exitCode: 21, body: 'Error: API has been disabled' },
    },
  ];
}
