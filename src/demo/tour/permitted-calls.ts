import type { DemoKeys } from '../commands/demo-keys.ts';
import { commandFields, form, json, accessKeyFields, multipart, withCode } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

const list: Expected = { status: 200, exitCode: 0, body: '{ "alice.test": {…' };
const noOutput: Expected = { status: 204, exitCode: 0, body: '' };

/** Calls that go to the panel, in the forms in which clients send them, and the panel's answers as they come back. */
export function permittedCalls(keys: DemoKeys): readonly TourCase[] {
  const webDomains = ['alice', 'json'];
  const password = commandFields('v-list-user', ['alice', 'json']);
  return [
    {
      title: 'v-list-web-domains as form fields',
      request: form(accessKeyFields(keys.admin, 'v-list-web-domains', webDomains)),
      expected: list,
    },
    {
      title: '... with returncode=yes',
      request: form(withCode(accessKeyFields(keys.admin, 'v-list-web-domains', webDomains))),
      expected: { status: 200, exitCode: 0, body: '0' },
    },
    {
      title: 'v-list-dns-domains as JSON',
      request: json(accessKeyFields(keys.aliceDns, 'v-list-dns-domains', webDomains)),
      expected: list,
    },
    {
      title: '... JSON under a type of forms',
      request: json(accessKeyFields(keys.aliceMail, 'v-list-mail-domains', webDomains), 'application/x-www-form-urlencoded'),
      expected: list,
    },
    {
      title: 'v-list-mail-accounts as multipart',
      request: multipart(accessKeyFields(keys.aliceMail, 'v-list-mail-accounts', ['alice', 'alice.test', 'json'])),
      expected: { status: 200, exitCode: 0, body: '{ "info": {…' },
    },
    {
      title: 'v-list-user with hash=ID:SECRET',
      request: form({
        hash: `${keys.billing.id}:${keys.billing.secret.reveal()}`,
        ...commandFields('v-list-user', ['alice', 'json']),
      }),
      expected: { status: 200, exitCode: 0, body: '{ "alice": {…' },
    },
    {
      title: '... at /api/index.php, as text',
      request: { ...form(accessKeyFields(keys.billing, 'v-list-user', ['bob'])), path: '/api/index.php' },
      expected: { status: 200, exitCode: 0, body: 'USERNAME: bob FULL NAME: Bob Example…' },
    },
    {
      title: 'v-add-dns-record: no output',
      request: form(accessKeyFields(keys.aliceDns, 'v-add-dns-record', ['alice', 'alice.test', 'www', 'A', '192.0.2.11'])),
      expected: noOutput,
    },
    {
      title: 'v-list-user of nobody: it fails',
      request: form(accessKeyFields(keys.billing, 'v-list-user', ['nobody'])),
      expected: { status: 400, exitCode: 3, body: "Error: user nobody doesn't exist" },
    },
    {
      title: '... with returncode=yes',
      request: form(withCode(accessKeyFields(keys.billing, 'v-list-user', ['nobody']))),
      expected: { status: 200, exitCode: 3, body: '3' },
    },
    {
      title: 'v-make-tmp-file with a password',
      request: form(accessKeyFields(keys.admin, 'v-make-tmp-file', ['a new password', 'demo-password'])),
      expected: noOutput,
    },
    {
      title: '... and the call that uses it',
      request: form(
        accessKeyFields(keys.aliceMail, 'v-change-mail-account-password', ['alice', 'alice.test', 'info', '/tmp/demo-password']),
      ),
      expected: noOutput,
    },
    {
      title: 'an API key (deprecated)',
      gateway: 'deprecated',
      request: form({ hash: keys.apiKey.reveal(), ...commandFields('v-list-users', ['json']) }),
      expected: { status: 200, exitCode: undefined, body: '{ "admin": {…' },
    },
    {
      title: "the root user's password (same)",
      gateway: 'deprecated',
      request: json({ user: 'admin', password: keys.adminPassword.reveal(), ...password }),
      expected: { status: 200, exitCode: undefined, body: '{ "alice": {…' },
    },
  ];
}
