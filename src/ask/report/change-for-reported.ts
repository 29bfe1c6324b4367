import type { ReportableReason } from '../../domain/call/denials.ts';
import type { CredentialKind } from '../../domain/call/call.ts';

export interface ReportedCaller {
  readonly kind: CredentialKind;
  readonly name: string;
  readonly from: string;
  readonly commands: readonly string[];
}

/** What to change so that such calls are permitted once the reason is enforced, in a sentence. */
export function changeForReported(reason: ReportableReason, caller: ReportedCaller): string {
  return changes[reason](caller);
}

const changes: Readonly<Record<ReportableReason, (caller: ReportedCaller) => string>> = {
  address_not_allowed: ({ from }) => `Add ${from} to clients.allow.`,
  address_banned: ({ from }) =>
    `Find whose logins fail there: hearthgate limits show ${from}. List an address whose owner cannot mend it in clients.neverBan.`,
  address_rate: () => 'Raise limits.address; calls with a right key do not count there once the key has worked from the address.',
  api_disabled: ({ kind }) =>
    `Move it to an access key (hearthgate keys --deprecated), or write auth.${kind === 'password' ? 'password' : 'apiKeys'}: allow.`,
  key_rate: ({ kind, name }) =>
    kind === 'access-key'
      ? `Raise limits.key, or limits.profiles for its profile: hearthgate suggest --key ${name} prints a rate.`
      : 'Raise limits.key.',
  command_not_allowed: ({ commands }) => `List ${commands.join(', ')} in auth.unscopedCommands.`,
  command_rate: ({ commands }) => `Raise limits.commands for ${commands.join(', ')}.`,
};
