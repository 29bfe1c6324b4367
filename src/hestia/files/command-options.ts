import type { ByteString } from '../../domain/call/call.ts';
import type { Command } from '../../domain/panel/panel-state.ts';

/** Their USER is not the one whose things they touch, or they could make a stronger key. */
const rootOnly: ReadonlySet<string> = new Set([
  'v-add-access-key',
  'v-add-remote-dns-host',
  'v-add-sys-ip',
  'v-change-database-host-password',
  'v-change-database-owner',
  'v-change-domain-owner',
  'v-change-sys-ip-owner',
  'v-delete-user-auth-log',
  'v-log-action',
]);

const prefix = '# options: ';

/** Reads from a command's text which argument names the user: every `# options:` line counts, one after the other. */
export function readCommandOptions(name: string, text: ByteString): Command {
  const lines = text.split('\n').filter((line) => line.startsWith(prefix));
  const options = lines.flatMap((line) => line.slice(prefix.length).split(' ')).filter((option) => option !== '');
  const names = options.map((option) => option.replaceAll(/^[[\]]+|[[\]]+$/g, '').toUpperCase());
  // The last one, as the panel takes it; counted from 1, so that none is 0.
  return commandOf(name, names.lastIndexOf('USER') + 1);
}

export function commandOf(name: string, userArg: number): Command {
  return Object.freeze({ userArg, reach: rootOnly.has(name) ? 'root' : 'user' });
}
