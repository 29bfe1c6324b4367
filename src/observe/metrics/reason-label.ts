import type { Denial, Reason } from '../../domain/denial.ts';

/** The label of a denial: its reason. `other` would be one that the types do not know. */
export function reasonLabel({ reason }: Denial): string {
  return Object.hasOwn(reasons, reason) ? reason : 'other';
}

const reasons: Readonly<Record<Reason, true>> = {
  address_not_allowed: true,
  address_unknown: true,
  address_banned: true,
  address_rate: true,
  request_malformed: true,
  host_unknown: true,
  path_unknown: true,
  no_data: true,
  body_too_large: true,
  body_too_slow: true,
  field_invalid: true,
  api_disabled: true,
  command_missing: true,
  arguments_too_long: true,
  command_invalid: true,
  too_early: true,
  key_unknown: true,
  secret_wrong: true,
  user_suspended: true,
  user_unknown: true,
  credential_invalid: true,
  api_disabled_for_user: true,
  key_rate: true,
  command_unknown: true,
  command_not_allowed: true,
  user_mismatch: true,
  command_rate: true,
  panel_busy: true,
  gateway_busy: true,
  state_unavailable: true,
  panel_unreachable: true,
  panel_untrusted: true,
  panel_circuit_open: true,
  panel_outcome_unknown: true,
  panel_timeout: true,
  gateway_failed: true,
};
