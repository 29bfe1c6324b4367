import { randomBytes } from 'node:crypto';
import { type Address, parseAddress } from '../../domain/address/address.ts';
import type { Call } from '../../domain/call/call.ts';
import { denials } from '../../domain/call/denials.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { PanelAnswer, PanelClient } from '../../domain/gateway/panel-client.ts';
import type { CircuitBreaker } from '../exchange/circuit-breaker.ts';
import type { CallDispatch, PlacedCall } from './dispatch-call.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import type { PanelLogins } from '../logins/panel-logins.ts';
import type { PlaceTaken } from './place-taken.ts';
import type { Places } from './places.ts';

/** `refused`: with an answer of the API's that is no success; `failed`: without one; `not-sent`: there was no place, or the circuit was open. */
export type OwnCallOutcome = 'answered' | 'refused' | 'failed' | 'not-sent';

export interface OwnCalls {
  readonly ask: PanelClient['ask'];
  readonly counts: () => Readonly<Record<OwnCallOutcome, number>>;
}

export interface OwnCallsParts {
  readonly places: Places;
  readonly breaker: CircuitBreaker;
  readonly dispatch: CallDispatch['dispatch'];
  readonly logins: PanelLogins;
}

/** The gateway's own calls to a panel. Failures are described without quoting anything that the panel sent. */
export function createOwnCalls({ places, breaker, dispatch, logins }: OwnCallsParts): OwnCalls {
  const counts: Record<OwnCallOutcome, number> = { answered: 0, refused: 0, failed: 0, 'not-sent': 0 };
  const loopback = loopbackAddress();

  function fail(outcome: OwnCallOutcome, words: string): never {
    counts[outcome] += 1;
    throw new Error(words);
  }

  async function ask(call: Call): Promise<PanelAnswer> {
    if (breaker.retryAfterMs() !== undefined) fail('not-sent', circuitWords);
    const admission = logins.ownAdmissionOf(call);
    if (admission.isHeld()) fail('not-sent', heldWords);
    const taken = await places.takeOwn();
    if (taken.kind !== 'place') return fail('not-sent', wordsOf(taken));
    admission.begin();
    const judged = await dispatched(call, { admission, release: taken.release, sending: () => undefined });
    if (judged.kind === 'answer') return judgeAnswer(judged.answer);
    return fail(denials[judged.denial.reason].holdsBack === true ? 'not-sent' : 'failed', wordsOfDenial(judged));
  }

  async function dispatched(call: Call, placed: PlacedCall): Promise<Judged> {
    const source = { call, requestId: randomBytes(16).toString('hex'), address: loopback, rootUser: undefined };
    try {
      return await dispatch(source, placed);
    } catch (error) {
      return fail('not-sent', errorText(error));
    }
  }

  /** Every answer of the API counts as an answer: an empty list is no failure, and the caller interprets a refusal. */
  function judgeAnswer(answer: PanelAnswer): PanelAnswer {
    counts[answer.exitCode === '0' ? 'answered' : 'refused'] += 1;
    return answer;
  }

  return { ask, counts: () => ({ ...counts }) };
}

const circuitWords = 'the panel was not asked: it has not answered for a while, and is tried again soon';

const heldWords =
  "the panel was not asked: it has refused the gateway's own key twice within ten minutes, and bans the gateway after five";

function wordsOf({ kind }: PlaceTaken): string {
  return kind === 'turned-away' ? circuitWords : 'the panel was not asked: calls of clients had all its places';
}

function wordsOfDenial({ denial, why }: Extract<Judged, { readonly kind: 'denial' }>): string {
  if (denial.reason === 'panel_circuit_open') return circuitWords;
  if (denial.reason === 'state_unavailable') return heldWords;
  if (denial.reason === 'panel_timeout') return 'the panel did not answer in time';
  if (denial.reason === 'panel_outcome_unknown') return `the panel gave no answer that can be read: ${why}`;
  return `no connection to the panel: ${why}`;
}

/** There is no client that the panel could log. */
function loopbackAddress(): Address {
  const address = parseAddress('127.0.0.1');
  if (address === undefined) throw new RangeError('127.0.0.1 is an address');
  return address;
}
