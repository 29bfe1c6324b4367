import type { DemoKeys } from '../commands/demo-keys.ts';
import { form, accessKeyFields, textClient, withCode } from './tour-body.ts';
import type { TourCase } from './tour-case.ts';

/** More than `body.maxBytes` of the demonstration's gateways. */
const tooManyBytes = 300 * 1024;
/** More than the panel's command line takes, in a body that is small enough. */
const tooManyArgumentBytes = 131_072;

/** Refused for what their bodies are. */
export function refusedBodies(keys: DemoKeys): readonly TourCase[] {
  const fields = accessKeyFields(keys.admin, 'v-list-user', ['alice', 'json']);
  const text = new URLSearchParams(fields).toString();
  return [
    {
      title: 'a body that is too large',
      request: { ...form({ ...fields, arg3: 'x'.repeat(tooManyBytes) }), from: textClient },
      expected: { reason: 'body_too_large', status: 413, exitCode: 2, body: 'Error: Request is too large' },
    },
    {
      title: 'a body that never ends',
      request: { ...form(fields), from: textClient, neverEnds: true },
      expected: { reason: 'body_too_slow', status: 408, exitCode: 2, body: 'Error: Request was not received in time' },
    },
    {
      title: 'a field given twice',
      request: form(`returncode=no&${text}&arg1=bob`),
      expected: { reason: 'field_invalid', status: 422, exitCode: 2, body: 'Error: arg1 is given twice' },
    },
    {
      title: 'an argument that is an array',
      request: form(`${text}&arg3[]=x&returncode=yes`),
      expected: { reason: 'field_invalid', status: 422, exitCode: 2, body: '2' },
    },
    {
      title: 'no command (a health check)',
      request: form(accessKeyFields(keys.admin, '')),
      expected: { reason: 'command_missing', status: 422, exitCode: 2, body: 'Error: Command not provided' },
    },
    {
      title: 'arguments that are too long',
      request: form(accessKeyFields(keys.admin, 'v-list-user', ['x'.repeat(tooManyArgumentBytes)])),
      expected: { reason: 'arguments_too_long', status: 413, exitCode: 2, body: 'Error: Arguments are too long' },
    },
    {
      title: 'shell characters in a command',
      request: form(accessKeyFields(keys.admin, 'v-list-user;id')),
      expected: { reason: 'command_invalid', status: 422, exitCode: 2, body: 'Error: v-list-user;id command invalid' },
    },
    {
      title: 'a path with returncode=yes',
      request: form(withCode(accessKeyFields(keys.admin, '../bin/v-list-user'))),
      expected: { reason: 'command_invalid', status: 422, exitCode: 2, body: '2' },
    },
  ];
}
