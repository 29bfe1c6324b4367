import type { Denial } from '../../domain/call/denial.ts';
import type { Reason } from '../../domain/call/denials.ts';
import { changeForKind } from './credential-kind.ts';
import type { Looked } from './looked.ts';
import { entryFor, keyOf, userArgOf } from './saw-of.ts';

/** What would allow a call that was refused so, in one sentence. */
export function changeFor(denial: Denial, looked: Looked): string {
  const { reason } = denial;
  return changes[reason]?.(looked, denial) ?? `See the row of ${reason} in docs/refusals.md.`;
}

/** Of the reasons that a well-formed request can meet before it is sent. */
const changes: { readonly [R in Reason]?: (looked: Looked, denial: Denial) => string } = {
  address_not_allowed: addressNotAllowed,
  state_unavailable: () => 'Let the state of the panel be read: hearthgate check and /readyz say what cannot be.',
  api_disabled: changeForKind,
  command_missing: () => 'Let the client name a command in cmd.',
  arguments_too_long: () => 'Send long texts with v-make-tmp-file, and name the file in the call.',
  command_invalid: () => 'Let the client send the bare name of a command: letters, digits, _ and -, at most 64.',
  key_unknown: () => 'Give the client a key that the panel has; one that was just made counts after a moment.',
  credential_invalid: () => 'Correct the id of the key: it has 20 letters and digits.',
  user_suspended: (looked) => `Unsuspend ${userOf(looked)} at the panel.`,
  user_unknown: (looked) => `Give the client a key of a user that exists; the panel has no ${userOf(looked)}.`,
  key_panel: (looked) => `Add the panel ${looked.snapshot.panel} to panels of the policy of the key.`,
  key_address: ({ asked }) => `Add ${asked.from} to from of the policy of the key.`,
  key_hours: () => 'Widen hours of the policy of the key.',
  key_expired: () => 'Move notBefore or expires of the policy of the key, or give the client another key.',
  key_used_up: () => 'Raise maxUses of the policy of the key, or give the client another key.',
  gateway_busy: () => 'Let the uses of keys be counted: /readyz says why they cannot be.',
  key_command: ({ asked }) => `Add ${asked.command} to allow of the policy of the key, or take it out of deny.`,
  key_user: (looked) => `Add ${userNamedBy(looked)} to users of the policy of the key.`,
  argument_refused: () => 'Add the domain to domains of the policy of the key.',
  api_disabled_for_user: () => "Set the panel's API to all users (API_SYSTEM='2'), or use a key of the root user.",
  command_unknown: () => "Correct the command in the client, or install it in the panel's bin.",
  command_not_allowed: commandNotAllowed,
  secret_wrong: () => 'Give the client the right secret of its key; it stands in the file of the key at the panel.',
  address_banned: addressBanned,
  address_rate: () => 'Wait, or raise limits.address; calls of a key that has worked from the address do not count there.',
  key_rate: ({ asked }) => `Wait, or raise limits.key: hearthgate suggest --key ${asked.key} prints a rate.`,
  command_rate: ({ asked }) => `Wait, or raise limits.commands for ${asked.command}.`,
  user_mismatch: (looked) => `Let argument ${userArgOf(looked)} be ${userOf(looked)}, or use a key of the user that it names.`,
};

function addressNotAllowed(looked: Looked): string {
  const { asked, snapshot } = looked;
  const denied = entryFor('deny', looked);
  if (denied !== undefined) return `Take ${denied} out of clients.deny.`;
  return `Add ${asked.from} to clients.allow${snapshot.policy.clients.allow.inherit ? ", or to the panel's own list" : ''}.`;
}

function addressBanned({ asked, bans = [] }: Looked): string {
  if (bans.length === 0)
    return `Wait, or forget the failures: hearthgate bans remove ${asked.key === '' ? asked.from : asked.key}`;
  return `End the ban: ${bans.map(({ subject }) => `hearthgate bans remove ${subject}`).join(', ')}`;
}

function commandNotAllowed(looked: Looked): string {
  const { asked, snapshot } = looked;
  const { state } = snapshot;
  const permissions = keyOf(looked)?.permissions;
  const profiles = permissions?.kind === 'profiles' ? permissions.names : [];
  const listing = profiles
    .flatMap((name) => state?.profiles.get(name) ?? [])
    .filter(({ commands }) => commands.has(asked.command));
  const command = state?.commands.get(asked.command);
  if (listing.length === 0) return `Give the key a profile that lists ${asked.command}.`;
  if (!listing.some(({ role }) => role === 'user'))
    return `Use a key of the root user: ROLE="admin" does not fit ${userOf(looked)}.`;
  if (command?.reach === 'root') return `Use a key of the root user: ${asked.command} reaches beyond one user.`;
  return `List ${asked.command}, which names no user, in auth.unscopedCommands.`;
}

function userNamedBy(looked: Looked): string {
  return looked.asked.args[userArgOf(looked) - 1] ?? 'the user';
}

function userOf(looked: Looked): string {
  return keyOf(looked)?.user ?? 'nobody';
}
