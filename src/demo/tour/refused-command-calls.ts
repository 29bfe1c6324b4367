import type { DemoKey, DemoKeys } from '../commands/demo-keys.ts';
import { form, accessKeyFields, withCode } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

const notAllowed = ({ id }: DemoKey, command: string): Expected => ({
  reason: 'command_not_allowed',
  status: 401,
  exitCode: 10,
  body: `Error: Key ${id} don't have permission to run the command ${command}`,
});

const otherUser = ({ id }: DemoKey): Expected => ({
  reason: 'user_mismatch',
  status: 401,
  exitCode: 10,
  // The backslashes are the panel's.
  body: `Error: Key ${id} - the "user" argument doesn\\'t match the key\\'s user`,
});

/** Refused for what a good key asks for. */
export function refusedCommandCalls(keys: DemoKeys): readonly TourCase[] {
  const { billing, aliceMail, aliceWeb, aliceBilling } = keys;
  return [
    {
      title: 'a command that does not exist',
      request: form(accessKeyFields(billing, 'v-no-such-command')),
      expected: { reason: 'command_unknown', status: 401, exitCode: 10, body: 'Error: Command v-no-such-command not found' },
    },
    {
      title: 'a command of no profile',
      request: form(accessKeyFields(billing, 'v-list-web-domains', ['alice'])),
      expected: notAllowed(billing, 'v-list-web-domains'),
    },
    {
      title: "ROLE='admin' on a user's key",
      request: form(accessKeyFields(aliceBilling, 'v-list-user', ['alice'])),
      expected: notAllowed(aliceBilling, 'v-list-user'),
    },
    {
      title: 'a command that names no user',
      request: form(accessKeyFields(aliceWeb, 'v-list-users')),
      expected: notAllowed(aliceWeb, 'v-list-users'),
    },
    {
      title: "another user's things",
      request: form(accessKeyFields(aliceMail, 'v-list-mail-domains', ['bob', 'json'])),
      expected: otherUser(aliceMail),
    },
    {
      title: '... with returncode=yes',
      request: form(withCode(accessKeyFields(aliceMail, 'v-list-mail-domains', ['bob', 'json']))),
      expected: { ...otherUser(aliceMail), body: '10' },
    },
    {
      title: 'arguments count without gaps',
      request: form({ ...accessKeyFields(aliceMail, 'v-list-mail-accounts'), arg2: 'bob', arg3: 'alice' }),
      expected: otherUser(aliceMail),
    },
  ];
}
