/** One counter namespace per limit. */
export type LimitKind = 'address_rate' | 'key_rate' | 'command_rate' | 'refused_commands';

export const limitKinds: readonly LimitKind[] = ['address_rate', 'key_rate', 'command_rate', 'refused_commands'];
