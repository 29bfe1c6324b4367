import type { Call } from '../../domain/call/call.ts';
import type { PanelAnswer } from '../../domain/gateway/panel-client.ts';

/**
 * Whether the panel's API itself refused a call, before any command ran. Commands return 9 and 10 themselves, so an exit code does not
 * tell: with `returncode=yes` the status does, without it the text.
 *
 * @param user whom the key belongs to
 */
export function isApiRefusal(call: Call, answer: PanelAnswer, user: string | undefined): boolean {
  if (answer.status < 400) return false;
  // A deprecated call that ran is answered with 200, whatever its exit code.
  if (call.credential.kind !== 'access-key') return true;
  if (call.returncode === 'yes') return answer.status === 401 || (answer.status === 400 && answer.exitCode === '11');
  const text = answer.body.toString('latin1');
  return textsAbout(call).some((own) => text.startsWith(`Error: ${own}`)) || (answer.status === 401 && isAboutUser(text, user));
}

function isAboutUser(text: string, user: string | undefined): boolean {
  return (
    user !== undefined &&
    (text.startsWith(`Error: user ${user} doesn't exist`) || text.startsWith(`Error: user ${user} is suspended`))
  );
}

function textsAbout({ credential, command }: Call): readonly string[] {
  const id = credential.kind === 'access-key' ? credential.id : '';
  return [
    `Invalid secret key for key ${id}`,
    `key ${id} doesn't exist`,
    `Command ${command} not found`,
    `Key ${id} don't have permission to run the command ${command}`,
    `Key ${id} - the "user" argument`,
    'API has been disabled',
    'IP is not allowed to connect with API',
  ];
}
