import { request as httpRequest } from 'node:http';
import { commandHost } from '../admin/access/command-host.ts';
import { readTokenFile } from '../config/secrets/read-token-file.ts';
import { readAdminAlone } from '../config/resolve/read-admin-alone.ts';
import { readSettingsFile } from '../config/resolve/read-settings-file.ts';
import { systemErrorCode } from '../domain/text/system-error-code.ts';
import type { Secret } from '../domain/secret.ts';
import type { AdminListenSettings, Settings } from '../domain/policy/settings.ts';
import { StartError } from '../domain/start-error.ts';
import { AnsweredError } from './answered-error.ts';
import { accessAdvice } from './access-advice.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface AdminQuestion {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** In the query of a GET, else in a JSON body. */
  readonly parameters: Readonly<Record<string, string>>;
}

const timeoutMs = 10_000;

/**
 * Asks the running gateway through its second listener, which its configuration names.
 *
 * @returns what it answered, read as JSON
 * @throws StartError; where nobody answers and the configuration has faults, they
 */
export async function askAdmin(gateway: Pick<GatewayToAsk, 'admin' | 'fault'>, question: AdminQuestion): Promise<unknown> {
  try {
    return await answerOf(gateway, question);
  } catch (error) {
    throw error instanceof AnsweredError ? error : (gateway.fault ?? error);
  }
}

async function answerOf({ admin }: Pick<GatewayToAsk, 'admin'>, question: AdminQuestion): Promise<unknown> {
  if (admin === undefined) throw noSecondListener();
  const { at } = admin;
  const headers = at.kind === 'tcp' ? { authorization: `Bearer ${tokenIn(at.tokenFile).reveal()}` } : {};
  const { status, body } = await ask(at, question, headers);
  if (status !== 200) throw new AnsweredError(status, body);
  try {
    const content: unknown = JSON.parse(body);
    return content;
  } catch (error) {
    throw new StartError(
      'EADMINASK',
      'the answer is not that of a gateway of this version; is another program listening there?',
      {
        cause: error,
      },
    );
  }
}

/**
 * Asks for the health page, as everybody may.
 *
 * @throws StartError where nobody answers
 */
export async function askHealth({ admin }: Pick<Settings, 'admin'>): Promise<AdminReply> {
  if (admin === undefined) throw noSecondListener();
  return ask(admin.at, { method: 'GET', path: '/readyz', parameters: {} }, {});
}

/** The gateway that is to be asked, by its configuration file as it is now. */
export interface GatewayToAsk extends Pick<Settings, 'admin'> {
  /** The whole of the file. @throws ConfigurationError where it has faults */
  readonly settings: () => Settings;
  /** The faults of the file, which are why nobody answers where nobody does. */
  readonly fault: unknown;
}

/**
 * Where a file has faults, the gateway goes on by what it was before, and is asked where the file says that it listens, or at the usual place.
 *
 * @throws ConfigurationError where that is at fault itself; StartError
 */
export async function gatewayToAsk(file: string, { env }: Terminal): Promise<GatewayToAsk> {
  try {
    const settings = await readSettingsFile(file, env);
    return { admin: settings.admin, settings: () => settings, fault: undefined };
  } catch (error) {
    if (isNoAccess(error instanceof Error ? error.cause : undefined)) throw noAccess(file, error);
    const admin = await readAdminAlone(file, env);
    if (admin === undefined) throw error;
    return {
      admin,
      settings: () => {
        throw error;
      },
      fault: error,
    };
  }
}

interface AdminReply {
  readonly status: number;
  readonly body: string;
}

function noSecondListener(): StartError {
  return new StartError('EADMINASK', 'the configuration has no second listener; set admin, and start the gateway anew');
}

function ask(
  at: AdminListenSettings['at'],
  { method, path, parameters }: AdminQuestion,
  more: Readonly<Record<string, string>>,
): Promise<AdminReply> {
  const query = method === 'GET' ? new URLSearchParams(parameters).toString() : '';
  const body = method === 'GET' ? undefined : JSON.stringify(parameters);
  const target =
    at.kind === 'socket'
      ? { socketPath: at.path, headers: { host: commandHost, ...more, ...bodyHeaders(body) } }
      : { host: at.host, port: at.port, headers: { ...more, ...bodyHeaders(body) } };
  const where = at.kind === 'socket' ? at.path : `${at.host}:${at.port}`;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(isNoAccess(error) ? noAccess(where, error) : noAnswer(where, error));
    const options = { ...target, method, path: query === '' ? path : `${path}?${query}`, agent: false, timeout: timeoutMs };
    const request = httpRequest(options, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
      });
      response.once('error', fail);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: answer }));
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    request.once('error', fail);
    request.end(body);
  });
}

function bodyHeaders(body: string | undefined): Readonly<Record<string, string | number>> {
  return body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
}

function tokenIn(file: string): Secret {
  try {
    return readTokenFile(file);
  } catch (error) {
    throw isNoAccess(error) ? noAccess(file, error) : error;
  }
}

function isNoAccess(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(systemErrorCode(error));
}

function noAccess(path: string, cause: unknown): StartError {
  return new StartError('EADMINASK', `${path} ${accessAdvice(path)}`, { cause });
}

function noAnswer(where: string, cause: Error): StartError {
  return new StartError('EADMINASK', `nobody answers at ${where} (${cause.message}); is the gateway running?`, { cause });
}
