import type { ArrivalFacts, CallFacts, PanelFacts, ProvenFacts, Step } from '../domain/step.ts';
import { addressAllowed } from './address-allowed.ts';
import { addressKnown } from './address-known.ts';
import { addressNotBanned } from './address-not-banned.ts';
import { addressRate } from './address-rate.ts';
import { addressRateGivenBack } from './address-rate-given-back.ts';
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
import { passwordTried } from './password-tried.ts';
import { pathIsApi } from './path-is-api.ts';
import { stateKnown } from './state-known.ts';
import { userArgument } from './user-argument.ts';

/** The order in which a request is judged: the first objection ends it. Each stage knows more than the one before. */
export const pipeline: Pipeline = {
  /** Before the body is read. */
  onArrival: [addressKnown, addressNotBanned, addressAllowed, addressRate, pathIsApi, methodIsPost],
  /** The body has been read and is a call. */
  onCall: [stateKnown],
  /** The panel's state is there. */
  onPanel: [apiEnabled, commandNamed, argumentsBounded, commandWellFormed, notTooEarly, credentialProven],
  /** The credential is right. */
  onProof: [
    addressRateGivenBack,
    notInDoubt,
    apiEnabledForUser,
    keyRate,
    countedWhenRefused(commandExists),
    countedWhenRefused(commandAllowed),
    countedWhenRefused(userArgument),
    commandRate,
    passwordTried,
  ],
};

export interface Pipeline {
  readonly onArrival: readonly Step<ArrivalFacts>[];
  readonly onCall: readonly Step<CallFacts>[];
  readonly onPanel: readonly Step<PanelFacts>[];
  readonly onProof: readonly Step<ProvenFacts>[];
}
