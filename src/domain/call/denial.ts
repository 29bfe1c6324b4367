import type { ReasonWith } from './denials.ts';

/** Why a call is refused: a reason of the catalogue, and what its text needs besides. */
export type Denial = {
  [Kind in keyof DenialDetails]: { readonly reason: ReasonWith<Kind> } & DenialDetails[Kind];
}[keyof DenialDetails];

/**
 * Which of the terms of `auth` a credential of a kind that is taken as a rule does not meet: it is not taken from this `address`, or what was taken
 * has `ended`. Never told to the client.
 */
export type UntakenDetail = 'address' | 'ended';

/** What a denial says besides its reason; each row of the catalogue names one of these. */
interface DenialDetails {
  readonly none: unknown;
  readonly 'credential-kind': { readonly detail?: UntakenDetail | undefined };
  readonly status: { readonly status: 400 | 417 | 431 | 505 };
  readonly method: { readonly allowPost: boolean };
  readonly field: { readonly what: string };
  readonly credential: { readonly deprecated: boolean };
  /** Where the policy stands that objects. */
  readonly policy: { readonly policy: string };
  readonly 'policy-and-command': { readonly policy: string; readonly key: string; readonly command: string };
  readonly command: { readonly command: string };
  readonly key: { readonly key: string };
  readonly 'key-and-command': { readonly key: string; readonly command: string };
  readonly wait: { readonly retryAfterMs: number };
  readonly request: { readonly requestId: string };
}
