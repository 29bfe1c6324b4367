/** Why a call is refused. The reason is the code everywhere: label of metrics, field of the audit log, row of the manual. */
export type Denial =
  | { readonly reason: PlainReason }
  | { readonly reason: 'request_malformed'; readonly status: 400 | 417 | 431 | 505 }
  | { readonly reason: 'no_data'; readonly allowPost: boolean }
  | { readonly reason: 'field_invalid'; readonly what: string }
  | { readonly reason: CredentialReason; readonly deprecated: boolean }
  | { readonly reason: 'command_invalid' | 'command_unknown'; readonly command: string }
  | { readonly reason: 'command_not_allowed'; readonly key: string; readonly command: string }
  | { readonly reason: 'user_mismatch'; readonly key: string }
  | { readonly reason: WaitReason; readonly retryAfterMs: number }
  | { readonly reason: 'gateway_failed'; readonly requestId: string };

type PlainReason =
  | 'address_not_allowed'
  | 'address_unknown'
  | 'host_unknown'
  | 'path_unknown'
  | 'body_too_large'
  | 'body_too_slow'
  | 'api_disabled'
  | 'command_missing'
  | 'arguments_too_long'
  | 'too_early'
  | 'api_disabled_for_user'
  | 'state_unavailable'
  | 'panel_unreachable'
  | 'panel_untrusted'
  | 'panel_outcome_unknown'
  | 'panel_timeout';

type CredentialReason = 'key_unknown' | 'secret_wrong' | 'user_suspended' | 'user_unknown' | 'credential_invalid';

type WaitReason =
  | 'address_banned'
  | 'address_rate'
  | 'key_rate'
  | 'command_rate'
  | 'panel_busy'
  | 'gateway_busy'
  | 'panel_circuit_open';

export type Reason = Denial['reason'];
