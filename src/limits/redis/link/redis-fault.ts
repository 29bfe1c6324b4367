import { ReplyError } from 'ioredis';
import { errorText } from '../../../domain/text/error-text.ts';

/** Why Redis is of no use, or did not answer one question. */
export interface RedisFault {
  readonly text: string;
  /** The first word of an error of Redis' own (`NOPERM`), the code of a fault in TLS, or `unreachable`: what is told again only where it changes. */
  readonly cause: string;
}

export function faultOf(error: unknown): RedisFault {
  const text = textOf(error);
  // The others send each question to a node that does not take connections.
  const [, node] = /(?:MOVED|ASK) \d+ (\S+)/.exec(text) ?? [];
  if (node !== undefined) return unreachableFault(`the node ${node} of the cluster cannot be reached`);
  return { text, cause: tlsCode(lastOf(error)) ?? /(?:^|: |\. )([A-Z]{3,}) /.exec(text)?.[1] ?? unreachable };
}

/** A fault that is not an error of Redis' own. */
export function unreachableFault(text: string): RedisFault {
  return { text, cause: unreachable };
}

/** Redis has answered, with an error: that may be about this question alone. */
export function isErrorReply(error: unknown): boolean {
  return error instanceof ReplyError;
}

/** The server takes no writes, because another one is the master. */
export function isOfReplica({ cause }: RedisFault): boolean {
  return cause === 'READONLY' || cause === 'MASTERDOWN';
}

/** The client tells of a node that it cannot connect to no more than that. */
export function isWithoutCause(error: unknown): boolean {
  return lastOf(error).message === 'Connection is closed.';
}

const unreachable = 'unreachable';

/** Of a cluster that cannot be reached: what the last of its nodes said. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return errorText(error);
  const last = lastOf(error);
  return last === error ? error.message : `${error.message} ${last.message}`;
}

function lastOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(errorText(error));
  return 'lastNodeError' in error && error.lastNodeError instanceof Error ? error.lastNodeError : error;
}

/** Codes of Node for a certificate that is not accepted, and of OpenSSL for a handshake that failed. */
function tlsCode(error: Error): string | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^ERR_(?:TLS|SSL)|CERT|^UNABLE_TO_/.test(code) ? code : undefined;
}
