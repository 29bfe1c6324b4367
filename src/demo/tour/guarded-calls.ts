import type { DemoKeys } from '../commands/demo-keys.ts';
import { form, accessKeyFields, withCode } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

const wrong: Expected = { reason: 'secret_wrong', status: 401, exitCode: 9, body: 'Error: Authentication failed' };
const banned: Expected = {
  reason: 'address_banned',
  status: 429,
  exitCode: 14,
  body: 'Error: Too many failed attempts, try again in…',
};

/** Calls to a gateway that bans a key from an address after two failed logins, and bears one refused command a minute. */
export function guardedCalls(keys: DemoKeys): readonly TourCase[] {
  const gateway = 'guarded';
  const right = accessKeyFields(keys.aliceWeb, 'v-list-web-domains', ['alice', 'json']);
  const guess = { ...right, secret_key: 'x'.repeat(40) };
  const forbidden = accessKeyFields(keys.aliceMail, 'v-delete-user', ['alice']);
  const from = '127.0.0.5';
  return [
    { title: 'a guess', gateway, request: { ...form(guess), from }, expected: wrong },
    { title: '... and a second one', gateway, request: { ...form(guess), from }, expected: wrong },
    { title: 'the right secret from the same address', gateway, request: { ...form(right), from }, expected: banned },
    {
      title: '... with returncode=yes',
      gateway,
      request: { ...form(withCode(right)), from },
      expected: { ...banned, body: '14' },
    },
    {
      title: 'the right secret from another address',
      gateway,
      request: form(right),
      expected: { status: 200, exitCode: 0, body: '{ "alice.test": {…' },
    },
    {
      title: 'a command that the key may not run',
      gateway,
      request: form(forbidden),
      expected: {
        reason: 'command_not_allowed',
        status: 401,
        exitCode: 10,
        body: `Error: Key ${keys.aliceMail.id} don't have permission to run the command v-delete-user`,
      },
    },
    {
      title: '... and once more',
      gateway,
      request: form(forbidden),
      expected: { reason: 'command_rate', status: 429, exitCode: 14, body: 'Error: Too many requests, try again in…' },
    },
  ];
}
