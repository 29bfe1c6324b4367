import { request as httpRequest } from 'node:http';
import { readTokenFile } from '../config/read-token-file.ts';
import { readSettingsFile } from '../config/read-settings-file.ts';
import { printable } from '../domain/printable.ts';
import type { AdminListenSettings } from '../domain/settings.ts';
import type { Terminal } from './terminal.ts';

/** Why the running gateway could not be asked, or refused, in words. */
export class AdminAskError extends Error {
  override readonly name = 'AdminAskError';
}

export interface AdminQuestion {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
}

const timeoutMs = 10_000;

/**
 * Asks the running gateway through its second listener, which its configuration names.
 *
 * @returns what it answered, read as JSON
 * @throws ConfigurationError, AdminAskError
 */
export async function askAdmin(file: string, { env }: Terminal, question: AdminQuestion): Promise<unknown> {
  const { admin } = await readSettingsFile(file, env);
  if (admin === undefined)
    throw new AdminAskError('the configuration has no second listener; say in admin where it shall listen');
  const { status, body } = await ask(admin.at, question);
  if (status !== 200) throw new AdminAskError(`the gateway answered ${status}: ${printable(body.trim())}`);
  try {
    const content: unknown = JSON.parse(body);
    return content;
  } catch (error) {
    throw new AdminAskError('what answers there is no gateway of this version', { cause: error });
  }
}

function ask(
  at: AdminListenSettings['at'],
  { method, path }: AdminQuestion,
): Promise<{ readonly status: number; readonly body: string }> {
  const target =
    at.kind === 'socket'
      ? { socketPath: at.path }
      : { host: at.host, port: at.port, headers: { authorization: `Bearer ${readTokenFile(at.tokenFile).reveal()}` } };
  const where = at.kind === 'socket' ? at.path : `${at.host}:${at.port}`;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new AdminAskError(`nobody answers at ${where} (${error.message}); is the gateway running?`, { cause: error }));
    const request = httpRequest({ ...target, method, path, agent: false, timeout: timeoutMs }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('error', fail);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    request.once('error', fail);
    request.end();
  });
}
