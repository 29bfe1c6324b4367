import { RefusedError } from './ask.ts';

/** Why there is no answer, in a line. */
export function errorLine(error: unknown): string {
  return error instanceof RefusedError ? error.message : 'the gateway does not answer';
}

/** The token is not good any more, or never was. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof RefusedError && error.status === 401;
}
