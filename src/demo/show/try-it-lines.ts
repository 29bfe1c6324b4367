import type { DemoKey, DemoKeys } from '../commands/demo-keys.ts';

/** A line for a shell, and what can be seen with it. */
export interface TryItLine {
  readonly title: string;
  readonly line: string;
}

/** Calls with curl. No value in them needs a quote of the shell's, but for the JSON. */
export function tryItLines(gatewayUrl: string, keys: DemoKeys): readonly TryItLine[] {
  const url = `${gatewayUrl}/api/`;
  const curl = (key: DemoKey, ...fields: readonly string[]): string =>
    [
      `curl -si -w '\\n' ${url} \\`,
      `  -d access_key=${key.id} -d secret_key=${key.secret.reveal()} \\`,
      `  ${fields.map((field) => `-d ${field}`).join(' ')}`,
    ].join('\n');
  const { admin, billing, aliceMail } = keys;
  const jsonCall = JSON.stringify({
    access_key: aliceMail.id,
    secret_key: aliceMail.secret.reveal(),
    cmd: 'v-list-mail-accounts',
    arg1: 'alice',
    arg2: 'alice.test',
    arg3: 'json',
  }).replaceAll(',', ',\n  ');
  return [
    { title: 'Permitted: 200 and the list of users, from the panel', line: curl(billing, 'cmd=v-list-users', 'arg1=json') },
    {
      title: 'The same for a program that wants the bare exit code: 0',
      line: curl(billing, 'cmd=v-list-users', 'returncode=yes'),
    },
    {
      title: 'Refused: a command that is in none of the profiles of the key',
      line: curl(billing, 'cmd=v-list-web-domains', 'arg1=alice'),
    },
    { title: "Refused: another user's mail", line: curl(aliceMail, 'cmd=v-list-mail-domains', 'arg1=bob') },
    {
      title: 'Permitted: JSON',
      line: [`curl -si -w '\\n' ${url} -H 'Content-Type: application/json' -d \\`, `'${jsonCall}'`].join('\n'),
    },
    {
      title: 'Suspend alice: a moment later none of her keys works (v-unsuspend-user brings them back)',
      line: curl(admin, 'cmd=v-suspend-user', 'arg1=alice'),
    },
    { title: 'A panel that goes away in the middle of a call', line: curl(admin, 'cmd=v-demo-cut') },
  ];
}
