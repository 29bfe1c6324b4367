import type { ByteString } from '../../domain/call/call.ts';
import type { Profile } from '../../domain/panel/panel-state.ts';
import { readStrictValues } from './key-value-file.ts';

export type ProfileReading =
  | { readonly kind: 'profile'; readonly profile: Profile }
  /** The profile allows nothing. In words, without the file's name. */
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/** Reads a profile: ROLE and COMMANDS, every line strict, or without quotes where they make no difference. */
export function readProfileFile(text: ByteString): ProfileReading {
  const read = readStrictValues(text, 'read');
  if (read.kind === 'faults') return read;
  const role = read.values.get('ROLE');
  const commands = read.values.get('COMMANDS');
  if (role !== 'admin' && role !== 'user') return { kind: 'faults', faults: ["expected ROLE='admin' or ROLE='user'"] };
  if (commands === undefined) return { kind: 'faults', faults: ["expected a line COMMANDS='…'"] };
  return { kind: 'profile', profile: Object.freeze({ role, commands: commandsOf(commands) }) };
}

function commandsOf(list: ByteString): ReadonlySet<string> {
  const names = list.split(',').map((name) => name.replaceAll(/^ +| +$/g, ''));
  return new Set(names.filter((name) => name !== ''));
}
