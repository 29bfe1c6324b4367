import type { TokenRole } from '../../domain/policy/admin-token.ts';
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
  answer: async ({ page: { newCode, isShipped, reachedAt }, by }, parameters) => {
    const asked = parameters.get('role');
    const role = roles.find((each) => each === asked);
    if (asked !== null && role === undefined) return { status: 400, body: 'expected role as read or operate\n' };
    if (by.session !== undefined) return { status: 403, body: ofSession };
    if (!isShipped) return { status: 503, body: noPage };
    const at = reachedAt();
    if (at === undefined) return { status: 503, body: noSocket };
    const code = newCode(by, role);
    return code === undefined
      ? { status: 403, body: `The token ${by.name} has the role ${by.role}: it opens the page for that alone\n` }
      : jsonAnswer({ ...code, at });
  },
};

const ofSession = 'A session of the page opens no other: run hearthgate page, or ask with a token\n';

const noSocket =
  'The page cannot be reached: its socket, beside that of commands, could not be made at the start, as the log says\n';
const noPage = 'The gateway has no page: its files could not be read at the start, as its log says; install the program anew\n';

/** Where a browser finds a socket that is forwarded, unless a port is asked for: any free one will do. */
const forwardedPort = 9180;

export const page = askingLine({
  name: 'page',
  about: 'Print an address that opens the page of the running gateway in a browser.',
  more: [
    'It is good once, within a minute, and for whoever has it. On another machine than that of the gateway, run the ssh line first: it leads to a socket, or a port, that does nothing without a token or this address. Never lead the socket of commands (admin.socket) to another computer: every program there could do what root does here. The page stays open for 12 hours, in that tab alone.',
    'What is changed on the page stands in the audit log as changed by commands/page.',
  ],
  examples: ['hearthgate page', 'hearthgate page --read'],
  options: { read: flagOption('a page that can change nothing') },
  question,
  run: async ({ read }, gateway, { stdout }) => {
    const { code, lastsSeconds, at } = fieldsOf(await gateway.ask(question, read ? { role: 'read' } : {}));
    const lines = linesFor(textOf(at), `/#code=${textOf(code)}`, Number(lastsSeconds));
    stdout.write(lines.map((line) => `${line}\n`).join(''));
    return exitCode.ok;
  },
});

/** @param at `unix:PATH`, or a URL */
function linesFor(at: string, path: string, seconds: number): readonly string[] {
  const open = `open within ${seconds} seconds:`;
  if (at.startsWith('unix:')) {
    const forward = `  ssh -N -L 127.0.0.1:${forwardedPort}:${at.slice('unix:'.length)} root@HOST`;
    return ['on the computer with the browser:', forward, open, `  http://localhost:${forwardedPort}${path}`, otherPort];
  }
  const { hostname, port } = new URL(at);
  const target = anyAddress.get(hostname) ?? hostname;
  const isLoopback = /^127\.|^\[::1\]$|^localhost$/.test(target);
  return [
    ...(isLoopback ? [] : [`on this network, where nobody listens in, ${open}`, `  ${at}${path}`]),
    'where the browser is on another computer, there:',
    `  ssh -N -L 127.0.0.1:${port}:${target}:${port} root@HOST`,
    open,
    `  http://localhost:${port}${path}`,
    otherPort,
  ];
}

/** A listener on every address is reached by loopback. */
const anyAddress: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['[::]', '[::1]'],
]);

const otherPort =
  'where ssh says that the port is in use, write another one in its place, in both lines: the first of ssh, and the address';
