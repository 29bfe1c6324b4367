import type { Call } from '../../domain/call/call.ts';
import type { Reason } from '../../domain/call/denials.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';

/** Since when the panel's manual calls passwords and API keys deprecated: its change of 12 February 2025, first in release 1.9.3. */
const deprecatedSince = Date.UTC(2025, 1, 12) / 1000;

/** The page of the panel's manual that says so, and tells how access keys are made. */
const manual = 'https://hestiacp.com/docs/server-administration/rest-api.html';

/** That a credential is taken, and until when. */
export interface Deprecation {
  /** Wall clock, milliseconds since 1970. Undefined: no end is set. */
  readonly untilMs: number | undefined;
}

/** Refusals that come before it is known whether a credential of this kind is taken, or say that it is not. */
const untaken: ReadonlySet<Reason> = new Set<Reason>(['state_unavailable', 'api_disabled']);

/**
 * What the answer to a call says of its credential. Undefined: nothing, because it is not deprecated or not taken. Rests on the kind of the
 * credential alone, never on whether it is right.
 */
export function deprecationOf(
  { credential: { kind } }: Call,
  { policy }: Pick<Snapshot, 'policy'>,
  reason: Reason | undefined,
): Deprecation | undefined {
  if (kind === 'access-key' || (reason !== undefined && untaken.has(reason))) return undefined;
  return { untilMs: policy.auth.terms.get(kind)?.untilMs };
}

/**
 * `Deprecation` of RFC 9745 with its link, and `Sunset` of RFC 8594 where there is an end.
 *
 * @returns name, value, name, value; names in lower case
 */
export function deprecationHeaders({ untilMs }: Deprecation): readonly string[] {
  const headers = ['deprecation', `@${deprecatedSince}`, 'link', `<${manual}>; rel="deprecation"; type="text/html"`];
  return untilMs === undefined ? headers : [...headers, 'sunset', new Date(untilMs).toUTCString()];
}
