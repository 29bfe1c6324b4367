import type { Reason } from '../../domain/call/denials.ts';
import type { DemoKeys } from '../commands/demo-keys.ts';
import { form, accessKeyFields, withCode } from './tour-body.ts';
import type { Expected, TourCase } from './tour-case.ts';

const tooMany = (reason: Reason): Expected => ({
  reason,
  status: 429,
  exitCode: 14,
  body: 'Error: Too many requests, try again in…',
});

/** Calls to a gateway whose limits are one call a minute: the second is one too many. */
export function limitedCalls(keys: DemoKeys): readonly TourCase[] {
  const gateway = 'limited';
  const webDomains = accessKeyFields(keys.aliceWeb, 'v-list-web-domains', ['alice', 'json']);
  const systemInfo = accessKeyFields(keys.admin, 'v-list-sys-info', ['json']);
  const wrong = { ...systemInfo, secret_key: 'x'.repeat(40) };
  const address = '127.0.0.4';
  return [
    {
      title: 'the first call of a key',
      gateway,
      request: form(webDomains),
      expected: { status: 200, exitCode: 0, body: '{ "alice.test": {…' },
    },
    { title: '... and the second', gateway, request: form(webDomains), expected: tooMany('key_rate') },
    {
      title: '... with returncode=yes',
      gateway,
      request: form(withCode(webDomains)),
      expected: { ...tooMany('key_rate'), body: '14' },
    },
    {
      title: 'the first call of a command',
      gateway,
      request: form(systemInfo),
      expected: { status: 200, exitCode: 0, body: '{ "sysinfo": {…' },
    },
    { title: '... and the second', gateway, request: form(systemInfo), expected: tooMany('command_rate') },
    {
      title: 'the first wrong secret',
      gateway,
      request: { ...form(wrong), from: address },
      expected: { reason: 'secret_wrong', status: 401, exitCode: 9, body: 'Error: Authentication failed' },
    },
    { title: '... and the second', gateway, request: { ...form(wrong), from: address }, expected: tooMany('address_rate') },
  ];
}
