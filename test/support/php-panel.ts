import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ByteString } from '../../src/domain/call/call.ts';
import { FastCgiClient } from './fastcgi.ts';
import { requireServer } from './servers.ts';

/** A request's body as a client sends it. */
export interface SentBody {
  /** POST unless said. */
  readonly method?: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** What the panel understands of a body; values are byte strings. */
export interface PhpReading {
  readonly route: 'form' | 'json' | '405';
  /** Null where it did not come so far. */
  readonly mode: 'access_key' | 'legacy' | '405' | null;
  readonly credential: 'access-key' | 'api-key' | 'password' | null;
  /** What made PHP give up. */
  readonly fatal: string | null;
  readonly sees: Readonly<Record<string, ByteString>>;
  /** What the command would be started with. */
  readonly argv: readonly ByteString[] | null;
  readonly returncode: boolean;
}

export interface PhpPanel {
  /** One request at a time. */
  readonly read: (request: SentBody) => Promise<PhpReading>;
  readonly stop: () => Promise<void>;
}

/** Starts the real PHP, which reads bodies as the panel does (`panel-reading.php`). */
export async function startPhpPanel(): Promise<PhpPanel> {
  const executable = requireServer('php-cgi');
  const folder = await mkdtemp(join(tmpdir(), 'php-panel-'));
  const socketPath = join(folder, 'php.sock');
  const php = spawn(executable, ['-n', ...settings, '-b', socketPath], {
    env: { PHP_FCGI_MAX_REQUESTS: '0', TMPDIR: folder },
    stdio: 'ignore',
  });
  const client = await connectOnceListening(php, socketPath);
  return {
    read: async (request) => readingOf(await client.send(paramsOf(request), request.body)),
    stop: async () => {
      client.close();
      php.kill();
      if (php.exitCode === null && php.signalCode === null) await once(php, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

const script = fileURLToPath(new URL('panel-reading.php', import.meta.url));

// The machine's own php.ini is left out (-n), so that every machine reads alike.
const settings = ['display_errors=0', 'log_errors=0', 'html_errors=0', 'max_input_vars=1000', 'post_max_size=64M'].flatMap(
  (setting) => ['-d', setting],
);

async function connectOnceListening(php: ChildProcess, socketPath: string): Promise<FastCgiClient> {
  const giveUpAtMs = performance.now() + 10_000;
  for (;;) {
    try {
      return await FastCgiClient.connect(socketPath);
    } catch (cause) {
      // Not listening yet, unless it has ended or is far too late.
      if (php.exitCode !== null || performance.now() > giveUpAtMs) throw new Error('php-cgi did not start to listen', { cause });
      await delay(10);
    }
  }
}

function paramsOf(request: SentBody): Record<string, string> {
  return {
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REQUEST_METHOD: request.method ?? 'POST',
    SCRIPT_FILENAME: script,
    SCRIPT_NAME: '/api/index.php',
    REQUEST_URI: '/api/',
    QUERY_STRING: '',
    CONTENT_LENGTH: String(request.body.length),
    ...(request.contentType === undefined ? {} : { CONTENT_TYPE: request.contentType }),
  };
}

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64').toString('latin1'));

const readingSchema = z.object({
  route: z.enum(['form', 'json', '405']),
  mode: z.enum(['access_key', 'legacy', '405']).nullable(),
  credential: z.enum(['access-key', 'api-key', 'password']).nullable(),
  fatal: z.string().nullable(),
  sees: z.record(z.string(), base64),
  argv: z.array(base64).nullable(),
  returncode: z.boolean(),
});

/** @throws when PHP answered anything but a reading */
function readingOf(output: Buffer): PhpReading {
  const text = output.toString('latin1');
  const headEnd = text.indexOf('\r\n\r\n');
  return readingSchema.parse(JSON.parse(text.slice(headEnd + 4)));
}
