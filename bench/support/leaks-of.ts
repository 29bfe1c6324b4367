import { connect } from 'node:net';
import { z } from 'zod';
import { type RecordingPanel, startRecordingPanel } from '../../test/support/recording-panel.ts';
import { type AmbiguousBody, ambiguousBodies, type ReadCall } from './ambiguous-bodies.ts';
import { rangeOf, requestBytes } from './traffic.ts';

export interface Leaks {
  /** One for each body that reached the panel and means something else there, in words. */
  readonly lines: readonly string[];
  readonly sent: number;
  readonly forwarded: number;
}

/**
 * Sends every body that is easily read in two ways through a forwarder, and looks at what the panel gets.
 *
 * @param start starts the forwarder before a panel's port; it tells what it checked in `X-Judged`
 */
export async function leaksOf(
  start: (panelPort: number) => Promise<{ readonly port: number; readonly stop: () => Promise<void> }>,
): Promise<Leaks> {
  const panel = await startRecordingPanel();
  const forwarder = await start(panel.port);
  const bodies = ambiguousBodies();
  const lines: string[] = [];
  let forwarded = 0;
  for (const body of bodies) {
    const before = panel.requests.length;
    await send(forwarder.port, body);
    if (panel.requests.length === before) continue;
    forwarded += 1;
    const judged = judgedBy(panel);
    if (!isSame(judged, body.call))
      lines.push(`${body.id} (${body.note}): checked ${told(judged)}, PHP reads ${told(body.call)}`);
  }
  await forwarder.stop();
  await panel.stop();
  return { lines, sent: bodies.length, forwarded };
}

/** Resolves when the connection has ended: every request asks for that. */
function send(port: number, { method, contentType, body }: AmbiguousBody): Promise<void> {
  const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
  const lines = `X-Forwarded-For: ${rangeOf(0).address}\r\nConnection: close\r\n${type}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(requestBytes(lines, body, { method })));
    socket.resume();
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
}

const judgedSchema = z.object({
  id: z.string(),
  command: z.string(),
  // An empty table of Lua's is an object.
  arguments: z.union([z.array(z.string()), z.object({}).transform(() => [])]),
});

function judgedBy(panel: RecordingPanel): ReadCall {
  const headers = panel.requests.at(-1)?.rawHeaders ?? [];
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-judged');
  return judgedSchema.parse(JSON.parse(Buffer.from(headers[at + 1] ?? '', 'base64').toString('latin1')));
}

function isSame(judged: ReadCall, php: ReadCall | undefined): boolean {
  return (
    php !== undefined &&
    JSON.stringify([judged.id, judged.command, judged.arguments]) === JSON.stringify([php.id, php.command, php.arguments])
  );
}

function told(call: ReadCall | undefined): string {
  if (call === undefined) return 'no call';
  return `\`${[call.command, ...call.arguments].join(' ')}\``;
}
