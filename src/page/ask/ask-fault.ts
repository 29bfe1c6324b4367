import { RefusedError } from './ask.ts';

/** Why there is no answer. */
export interface AskFault {
  /** `away`: nothing answers. `refused`: it answers, and not what was asked for. `signed-out`: the token is not good any more, or never was. */
  readonly kind: 'away' | 'refused' | 'signed-out';
  /** In a line. */
  readonly words: string;
}

/** @param error what asking threw */
export function askFaultOf(error: unknown): AskFault {
  if (error instanceof RefusedError) return { kind: error.status === 401 ? 'signed-out' : 'refused', words: error.message };
  if (error instanceof SyntaxError) return { kind: 'refused', words: 'its answer cannot be read' };
  return { kind: 'away', words: 'the gateway does not answer' };
}
