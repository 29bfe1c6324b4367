import type {
  ArrivalFacts,
  BodyFacts,
  CallFacts,
  Check,
  HeadFacts,
  Limit,
  Login,
  Proof,
  ProvenStep,
} from '../domain/judging/step.ts';
import type { Charge } from '../domain/ledger/ledger.ts';
import { addressAllowed } from './address-allowed.ts';
import { addressKnown } from './address-known.ts';
import { addressRate } from './address-rate.ts';
import { apiEnabled } from './api-enabled.ts';
import { apiEnabledForUser } from './api-enabled-for-user.ts';
import { argumentsBounded } from './arguments-bounded.ts';
import { commandAllowed } from './command-allowed.ts';
import { commandExists } from './command-exists.ts';
import { commandNamed } from './command-named.ts';
import { commandRate } from './command-rate.ts';
import { commandWellFormed } from './command-well-formed.ts';
import { countedWhenRefused } from './counted-when-refused.ts';
import { credentialProven } from './credential-proven.ts';
import { keyRate } from './key-rate.ts';
import { methodIsPost } from './method-is-post.ts';
import { notInDoubt } from './not-in-doubt.ts';
import { notTooEarly } from './not-too-early.ts';
import { pathIsApi } from './path-is-api.ts';
import { stateKnown } from './state-known.ts';
import { userArgument } from './user-argument.ts';

/** The order in which a request is judged: the first objection ends it. The first step of a stage proves what the other steps of that stage rely on. */
export const pipeline: Pipeline = {
  /** The head of the request has come. */
  onArrival: [addressKnown, addressAllowed],
  /** The address may call: from here on the request is counted, whatever its outcome. */
  onRequest: [addressRate, pathIsApi, methodIsPost],
  /** The body has been read and is a call. */
  onCall: [stateKnown, apiEnabled, commandNamed, argumentsBounded, commandWellFormed, notTooEarly],
  /** The call is complete: its credential tells who calls, and the steps behind it what the caller may do. */
  onProof: [
    credentialProven,
    notInDoubt,
    apiEnabledForUser,
    keyRate,
    countedWhenRefused(commandExists),
    countedWhenRefused(commandAllowed),
    countedWhenRefused(userArgument),
    commandRate,
  ],
};

export interface Pipeline {
  readonly onArrival: readonly [Proof<HeadFacts, ArrivalFacts>, ...Check<ArrivalFacts>[]];
  readonly onRequest: readonly [Limit<ArrivalFacts, Charge>, ...Check<ArrivalFacts>[]];
  readonly onCall: readonly [Proof<BodyFacts, CallFacts>, ...Check<CallFacts>[]];
  readonly onProof: readonly [Login, ...ProvenStep[]];
}
