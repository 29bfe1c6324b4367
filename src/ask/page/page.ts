import type { TokenRole } from '../../domain/policy/admin-token.ts';
import type { AdminListenSettings } from '../../domain/policy/settings.ts';
import { fieldsOf, textOf } from '../../domain/text/json-fields.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { flagOption } from '../../terminal/parameter.ts';
import { askingLine } from '../asking-line.ts';
import { pageCodeContract } from '../contract/page-contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';

const roles: readonly TokenRole[] = ['read', 'operate'];

/** `{"role": "read"}` where less than one's own is wanted. */
const question: GatewayQuestion = {
  method: 'POST',
  path: '/page-codes',
  contract: pageCodeContract,
  role: 'read',
  answer: async ({ newPageCode, by }, parameters) => {
    const asked = parameters.get('role');
    const role = roles.find((each) => each === asked);
    if (asked !== null && role === undefined) return { status: 400, body: 'expected role as read or operate\n' };
    if (by.session !== undefined) return { status: 403, body: ofSession };
    const code = newPageCode(by, role);
    return code === undefined
      ? { status: 403, body: `The token ${by.name} has the role ${by.role}: it opens the page for that alone\n` }
      : jsonAnswer(code);
  },
};

const ofSession = 'A session of the page opens no other: run hearthgate page, or ask with a token\n';

/** Where a browser finds a socket that is forwarded, unless a port is asked for: any free one will do. */
const forwardedPort = 9180;

export const page = askingLine({
  name: 'page',
  about: 'Print an address that opens the page of the running gateway in a browser.',
  more: [
    'It is good once, within a minute, and for whoever has it. On another machine than that of the gateway, run the ssh line first. The page stays open for 12 hours, in that tab alone.',
    'What is changed on the page stands in the audit log as changed by commands/page.',
  ],
  examples: ['hearthgate page', 'hearthgate page --read'],
  options: { read: flagOption('a page that can change nothing') },
  question,
  run: async ({ read }, gateway, { stdout }) => {
    const { code, lastsSeconds } = fieldsOf(await gateway.ask(question, read ? { role: 'read' } : {}));
    const { admin } = gateway.settings;
    const port = admin?.at.kind === 'tcp' ? admin.at.port : forwardedPort;
    const lines = [
      ...(admin === undefined ? [] : forwardLines(admin.at, port)),
      `open within ${textOf(lastsSeconds)} seconds:`,
      `  http://localhost:${port}/#code=${textOf(code)}`,
    ];
    stdout.write(lines.map((line) => `${line}\n`).join(''));
    return exitCode.ok;
  },
});

function forwardLines(at: AdminListenSettings['at'], port: number): readonly string[] {
  const target = at.kind === 'socket' ? at.path : `${at.host}:${port}`;
  const where = at.kind === 'socket' ? 'on the computer with the browser:' : 'where the browser is on another computer, there:';
  return [where, `  ssh -N -L ${port}:${target} root@HOST`];
}
