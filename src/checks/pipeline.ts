import type {
  ArrivalFacts,
  BodyFacts,
  CallFacts,
  Check,
  HeadFacts,
  KeyCheck,
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
import { keyAddress } from './key-address.ts';
import { keyCommand } from './key-command.ts';
import { keyDomain } from './key-domain.ts';
import { keyHours } from './key-hours.ts';
import { keyPanel } from './key-panel.ts';
import { keyPolicyRate } from './key-policy-rate.ts';
import { keyRate } from './key-rate.ts';
import { keyUser } from './key-user.ts';
import { keyValid } from './key-valid.ts';
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
  /** The call is complete: its credential tells who calls. What the policy of a key says of its use is answered as a wrong secret is. */
  onLogin: [credentialProven, keyPanel, keyAddress, keyHours, keyValid],
  /** What the caller may do. */
  onProof: [
    notInDoubt,
    apiEnabledForUser,
    keyRate,
    keyPolicyRate,
    countedWhenRefused(commandExists),
    countedWhenRefused(commandAllowed),
    countedWhenRefused(userArgument),
    countedWhenRefused(keyCommand),
    countedWhenRefused(keyUser),
    countedWhenRefused(keyDomain),
    commandRate,
  ],
};

export interface Pipeline {
  readonly onArrival: readonly [Proof<HeadFacts, ArrivalFacts>, ...Check<ArrivalFacts>[]];
  readonly onRequest: readonly [Limit<ArrivalFacts, Charge>, ...Check<ArrivalFacts>[]];
  readonly onCall: readonly [Proof<BodyFacts, CallFacts>, ...Check<CallFacts>[]];
  readonly onLogin: readonly [Login, ...KeyCheck[]];
  readonly onProof: readonly ProvenStep[];
}
