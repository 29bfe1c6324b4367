import type { ReasonWith, ReportableReason } from '../call/denials.ts';

/** One counter namespace per limit. */
export type LimitKind = 'address_rate' | 'key_rate' | 'command_rate' | 'refused_commands';

/** How a refusal of a limit is told. Commands that are refused too often are told as calls of them that are made too often. */
export const reasonOfLimit = {
  address_rate: 'address_rate',
  key_rate: 'key_rate',
  command_rate: 'command_rate',
  refused_commands: 'command_rate',
} as const satisfies Record<LimitKind, ReasonWith<'wait'> & ReportableReason>;

export const limitKinds: readonly LimitKind[] = ['address_rate', 'key_rate', 'command_rate', 'refused_commands'];
