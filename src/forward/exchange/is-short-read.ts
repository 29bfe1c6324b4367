import type { Call } from '../../domain/call/call.ts';
import type { CommandTable } from '../../domain/panel/command-facts.ts';

/** They only read, but from another host, or through all files of a user. */
const longReaders: ReadonlySet<string> = new Set([
  'v-list-sys-hestia-updates',
  'v-list-sys-mail-dnsbl',
  'v-list-user-backup-restic',
  'v-list-user-backups-restic',
  'v-list-user-files-restic',
  'v-search-fs-object',
]);

/** Whether a call may use the place that is kept for short reading ones. A command that administrators added may not. */
export function isShortRead({ command, args }: Call, commands: CommandTable): boolean {
  if (commands.get(command)?.effect !== 'read' || longReaders.has(command)) return false;
  // It reads a file that an earlier call has written, so it must not overtake that call.
  return !args.some((arg) => arg.startsWith('/tmp/'));
}
