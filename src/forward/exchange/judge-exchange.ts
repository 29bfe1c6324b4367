import type { CredentialKind } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { PanelAnswer } from '../../domain/gateway/panel-client.ts';
import { readAnswer } from '../../hestia/answer/read-answer.ts';
import type { CircuitEvidence } from './circuit-breaker.ts';
import type { Exchanged } from './exchange.ts';
import { PanelUntrustedError } from '../trust/panel-untrusted-error.ts';

export type Judged =
  | { readonly kind: 'answer'; readonly answer: PanelAnswer; readonly verdict: CircuitEvidence }
  /** `why` is for the log: in words, without anything that the panel sent. */
  | {
      readonly kind: 'denial';
      readonly denial: Denial;
      readonly why: string;
      readonly verdict: CircuitEvidence;
      /** The panel may have refused the credential, as far as anybody knows. */
      readonly mayBeRefusal?: boolean;
    };

/** What the panel's own web server says where nobody behind it answers: it gives up at 600 s, before the gateway does. */
const verdicts: ReadonlyMap<number, CircuitEvidence> = new Map([
  [502, 'failed'],
  [503, 'failed'],
  [504, 'timed-out'],
]);

/** What an exchange means for its caller, and what it says of the panel. */
export function judgeExchange(kind: CredentialKind, exchanged: Exchanged): Judged {
  switch (exchanged.kind) {
    case 'answer': {
      const { status } = exchanged.raw;
      const answer = readAnswer(kind, exchanged.raw);
      if (answer !== undefined) return { kind: 'answer', answer, verdict: 'answered' };
      const why = `an answer with status ${status} that is none of the API's`;
      // Whatever it is, a refused login has a status from 400 on.
      return unknownOutcome(why, { verdict: verdicts.get(status) ?? 'answered', mayBeRefusal: status >= 400 });
    }
    case 'too-large':
      return unknownOutcome('the answer is larger than answer.maxBytes', { verdict: 'answered', mayBeRefusal: false });
    case 'timeout':
      return {
        kind: 'denial',
        denial: { reason: 'panel_timeout' },
        why: 'no answer within timeout; the call keeps its place until there is one',
        verdict: 'timed-out',
      };
    case 'failed':
      return judgeFailure(exchanged.error, exchanged.maybeSent);
  }
}

function judgeFailure(error: Error, maybeSent: boolean): Judged {
  const why = whyOf(error);
  if (maybeSent) return unknownOutcome(why, { verdict: 'failed', mayBeRefusal: true });
  // The connection works; its key or certificate is wrong, which each call is told again.
  if (error instanceof PanelUntrustedError) {
    return { kind: 'denial', denial: { reason: 'panel_untrusted' }, why, verdict: 'nothing-learned' };
  }
  return { kind: 'denial', denial: { reason: 'panel_unreachable' }, why, verdict: 'failed' };
}

function unknownOutcome(why: string, known: { readonly verdict: CircuitEvidence; readonly mayBeRefusal: boolean }): Judged {
  return { kind: 'denial', denial: { reason: 'panel_outcome_unknown' }, why, ...known };
}

/** Code and message; a failure to connect to several addresses has its reasons in `errors`. */
function whyOf(error: Error): string {
  const reasons: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return reasons.map(String).join('; ');
}
