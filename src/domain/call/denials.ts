/** One row of the catalogue: all that follows from a reason, but its text (`hestia/refusal.ts`). */
interface DenialRow {
  /** Of the answer; of `request_malformed` the usual one. */
  readonly status: number;
  /** Of the answer's header `hestia-exit-code`. */
  readonly exitCode: number;
  /** What a denial says besides its reason: a field of `DenialDetails`. */
  readonly details: string;
  /**
   * What it says of the credential: `failed` is counted as a failed login; with `right` the secret may be right and is of no use, so that
   * nothing is counted. Both have a line in the auth log.
   */
  readonly login?: 'failed' | 'right';
  /** The credential may have been made a moment ago, so that the panel's state is read early. */
  readonly mayBeNew?: true;
  /** The panel was sent the call, and may have judged its credential and run its command. Every other denial comes before the first byte. */
  readonly mayHaveRun?: true;
  /** The gateway keeps calls back for what it knows of the panel, and has said so once: no call that is kept back is a failure of its own. */
  readonly holdsBack?: true;
  /** Refused so, an address climbs the refusal ladder. Health checks and a busy gateway are not the client's fault. */
  readonly climbs?: true;
  /**
   * What the gateway adds to the panel's own rules may be reported in place of refused (`report`). What the panel refuses too may not: five such
   * calls make it ban the gateway. Nor may shape, bounds and credentials. A reason that has both parts is split by its check.
   */
  readonly mayBeReported?: true;
}

const rows = {
  address_not_allowed: { status: 401, exitCode: 10, details: 'none', climbs: true, mayBeReported: true },
  address_unknown: { status: 401, exitCode: 10, details: 'none' },
  address_banned: { status: 429, exitCode: 14, details: 'wait', climbs: true, mayBeReported: true },
  address_rate: { status: 429, exitCode: 14, details: 'wait', climbs: true, mayBeReported: true },
  request_malformed: { status: 400, exitCode: 2, details: 'status' },
  host_unknown: { status: 421, exitCode: 2, details: 'none' },
  path_unknown: { status: 404, exitCode: 3, details: 'none' },
  no_data: { status: 405, exitCode: 405, details: 'method' },
  body_too_large: { status: 413, exitCode: 2, details: 'none' },
  body_too_slow: { status: 408, exitCode: 2, details: 'none' },
  field_invalid: { status: 422, exitCode: 2, details: 'field' },
  api_disabled: { status: 400, exitCode: 11, details: 'none', mayBeReported: true },
  command_missing: { status: 422, exitCode: 2, details: 'none' },
  arguments_too_long: { status: 413, exitCode: 2, details: 'none' },
  command_invalid: { status: 422, exitCode: 2, details: 'command' },
  too_early: { status: 425, exitCode: 14, details: 'none' },
  key_unknown: { status: 401, exitCode: 9, details: 'credential', login: 'failed', mayBeNew: true },
  secret_wrong: { status: 401, exitCode: 9, details: 'credential', login: 'failed', mayBeNew: true },
  user_suspended: { status: 401, exitCode: 9, details: 'credential', login: 'right' },
  user_unknown: { status: 401, exitCode: 9, details: 'credential', login: 'right' },
  credential_invalid: { status: 401, exitCode: 9, details: 'credential', login: 'failed' },
  api_disabled_for_user: { status: 401, exitCode: 21, details: 'none' },
  key_rate: { status: 429, exitCode: 14, details: 'wait', mayBeReported: true },
  command_unknown: { status: 401, exitCode: 10, details: 'command' },
  command_not_allowed: { status: 401, exitCode: 10, details: 'key-and-command', mayBeReported: true },
  user_mismatch: { status: 401, exitCode: 10, details: 'key' },
  command_rate: { status: 429, exitCode: 14, details: 'wait', mayBeReported: true },
  panel_busy: { status: 503, exitCode: 14, details: 'wait' },
  gateway_busy: { status: 503, exitCode: 14, details: 'wait' },
  state_unavailable: { status: 503, exitCode: 12, details: 'none', holdsBack: true },
  panel_unreachable: { status: 502, exitCode: 15, details: 'none' },
  panel_untrusted: { status: 502, exitCode: 15, details: 'none' },
  panel_circuit_open: { status: 503, exitCode: 15, details: 'wait', holdsBack: true },
  panel_outcome_unknown: { status: 502, exitCode: 15, details: 'none', mayHaveRun: true },
  panel_timeout: { status: 504, exitCode: 15, details: 'none', mayHaveRun: true },
  gateway_failed: { status: 500, exitCode: 14, details: 'request' },
} as const satisfies Readonly<Record<string, DenialRow>>;

/** The code of a denial everywhere: label of metrics, field of the audit log, row of the manual. */
export type Reason = keyof typeof rows;

/** The reasons whose denials have these details. */
export type ReasonWith<Details extends string> = {
  [R in Reason]: (typeof rows)[R]['details'] extends Details ? R : never;
}[Reason];

/** The reasons that may be reported in place of refused. */
export type ReportableReason = { [R in Reason]: (typeof rows)[R] extends { readonly mayBeReported: true } ? R : never }[Reason];

/** Every reason, in the order in which a request meets them. The manual's tables are held to it. */
export const denials: Readonly<Record<Reason, DenialRow>> = rows;

const byName: ReadonlyMap<string, DenialRow> = new Map(Object.entries(rows));

export function isReportable(reason: string): reason is ReportableReason {
  return byName.get(reason)?.mayBeReported === true;
}

export const reportableReasons: readonly ReportableReason[] = Object.keys(rows).filter(isReportable);
