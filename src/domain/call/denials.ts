import type { CredentialKind } from './call.ts';

/** Whose calls are reported in place of refused. */
export interface ReportedCaller {
  readonly kind: CredentialKind;
  readonly name: string;
  readonly from: string;
  readonly commands: readonly string[];
}

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
  /** Refusals with this reason count towards the refusal escalation of the address. Health checks and a busy gateway are not the client's fault. */
  readonly escalates?: true;
  /**
   * What the gateway adds to the panel's own rules may be reported in place of refused (`report`). What the panel refuses too may not: five such
   * calls make it ban the gateway. Nor may shape, bounds and credentials. A reason that has both parts is split by its check.
   *
   * What to change so that such calls are permitted once it is enforced, in a sentence. Undefined: it may not be reported.
   */
  readonly changeForReported?: (caller: ReportedCaller) => string;
}

const rows = {
  address_not_allowed: {
    status: 401,
    exitCode: 10,
    details: 'none',
    escalates: true,
    changeForReported: ({ from }) => `Add ${from} to clients.allow.`,
  },
  address_unknown: { status: 401, exitCode: 10, details: 'none' },
  address_banned: {
    status: 429,
    exitCode: 14,
    details: 'wait',
    escalates: true,
    changeForReported: ({ from }) =>
      `Find whose logins fail there: hearthgate limits show ${from}. List an address whose owner cannot mend it in clients.neverBan.`,
  },
  address_rate: {
    status: 429,
    exitCode: 14,
    details: 'wait',
    escalates: true,
    changeForReported: () =>
      'Raise limits.address; calls with a right key do not count there once the key has worked from the address.',
  },
  request_malformed: { status: 400, exitCode: 2, details: 'status' },
  host_unknown: { status: 421, exitCode: 2, details: 'none' },
  path_unknown: { status: 404, exitCode: 3, details: 'none' },
  no_data: { status: 405, exitCode: 405, details: 'method' },
  body_too_large: { status: 413, exitCode: 2, details: 'none' },
  body_too_slow: { status: 408, exitCode: 2, details: 'none' },
  field_invalid: { status: 422, exitCode: 2, details: 'field' },
  api_disabled: {
    status: 400,
    exitCode: 11,
    details: 'credential-kind',
    changeForReported: ({ kind }) =>
      `Move it to an access key (hearthgate keys --deprecated), or allow it from its address in auth.${kind === 'password' ? 'password' : 'apiKeys'}.`,
  },
  command_missing: { status: 422, exitCode: 2, details: 'none' },
  arguments_too_long: { status: 413, exitCode: 2, details: 'none' },
  command_invalid: { status: 422, exitCode: 2, details: 'command' },
  too_early: { status: 425, exitCode: 14, details: 'none' },
  key_unknown: { status: 401, exitCode: 9, details: 'credential', login: 'failed', mayBeNew: true },
  secret_wrong: { status: 401, exitCode: 9, details: 'credential', login: 'failed', mayBeNew: true },
  user_suspended: { status: 401, exitCode: 9, details: 'credential', login: 'right' },
  user_unknown: { status: 401, exitCode: 9, details: 'credential', login: 'right' },
  credential_invalid: { status: 401, exitCode: 9, details: 'credential', login: 'failed' },
  key_panel: {
    status: 401,
    exitCode: 9,
    details: 'policy',
    login: 'failed',
    changeForReported: () => 'Add the panel to panels of the policy of the key.',
  },
  key_address: {
    status: 401,
    exitCode: 9,
    details: 'policy',
    login: 'failed',
    changeForReported: ({ from }) => `Add ${from} to from of the policy of the key.`,
  },
  key_hours: {
    status: 401,
    exitCode: 9,
    details: 'policy',
    login: 'failed',
    changeForReported: () => 'Widen hours of the policy of the key.',
  },
  key_expired: {
    status: 401,
    exitCode: 9,
    details: 'policy',
    login: 'failed',
    changeForReported: () => 'Move expires of the policy of the key, or give the client another key.',
  },
  key_used_up: {
    status: 401,
    exitCode: 9,
    details: 'policy',
    login: 'failed',
    changeForReported: () => 'Raise maxUses of the policy of the key, or give the client another key.',
  },
  api_disabled_for_user: { status: 401, exitCode: 21, details: 'none' },
  key_rate: {
    status: 429,
    exitCode: 14,
    details: 'wait',
    changeForReported: ({ kind, name }) =>
      kind === 'access-key'
        ? `Raise limits.key, or limits.profiles for its profile: hearthgate suggest --key ${name} prints a rate.`
        : 'Raise limits.key.',
  },
  command_unknown: { status: 401, exitCode: 10, details: 'command' },
  command_not_allowed: {
    status: 401,
    exitCode: 10,
    details: 'key-and-command',
    changeForReported: ({ commands }) => `List ${commands.join(', ')} in auth.unscopedCommands.`,
  },
  user_mismatch: { status: 401, exitCode: 10, details: 'key' },
  key_command: {
    status: 401,
    exitCode: 10,
    details: 'policy-and-command',
    changeForReported: ({ commands }) => `Add ${commands.join(', ')} to allow of the policy of the key, or take it out of deny.`,
  },
  key_user: {
    status: 401,
    exitCode: 10,
    details: 'policy-and-command',
    changeForReported: () => 'Add the user to users of the policy of the key.',
  },
  argument_refused: {
    status: 401,
    exitCode: 10,
    details: 'policy-and-command',
    changeForReported: () => 'Add the domain to domains of the policy of the key.',
  },
  command_rate: {
    status: 429,
    exitCode: 14,
    details: 'wait',
    changeForReported: ({ commands }) => `Raise limits.commands for ${commands.join(', ')}.`,
  },
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
export type ReportableReason = { [R in Reason]: 'changeForReported' extends keyof (typeof rows)[R] ? R : never }[Reason];

/** Every reason, in the order in which a request meets them. The manual's tables are held to it. */
export const denials: Readonly<Record<Reason, DenialRow>> = rows;

const byName: ReadonlyMap<string, DenialRow> = new Map(Object.entries(rows));

export function isReportable(reason: string): reason is ReportableReason {
  return byName.get(reason)?.changeForReported !== undefined;
}

export const reportableReasons: readonly ReportableReason[] = Object.keys(rows).filter(isReportable);

/** What to change so that such calls are permitted once the reason is enforced, in a sentence. */
export function changeForReported(reason: ReportableReason, caller: ReportedCaller): string {
  return rows[reason].changeForReported(caller);
}
