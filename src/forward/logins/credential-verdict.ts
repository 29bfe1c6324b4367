import type { Call } from '../../domain/call/call.ts';
import { isApiRefusal } from '../../hestia/answer/api-refusal.ts';
import type { Judged } from '../exchange/judge-exchange.ts';

/** What the panel said to a credential. `unknown`: it may have refused it; `nothing`: it was not asked, or answered with something else. */
export type CredentialVerdict = 'accepted' | 'refused' | 'unknown' | 'nothing';

/** @param judged what came of the call in the end; undefined: nothing was sent */
export function credentialVerdictOf(judged: Judged | undefined, call: Call, user: string | undefined): CredentialVerdict {
  if (judged === undefined) return 'nothing';
  if (judged.kind === 'answer') return isApiRefusal(call, judged.answer, user) ? 'refused' : 'accepted';
  return judged.mayBeRefusal === true ? 'unknown' : 'nothing';
}
