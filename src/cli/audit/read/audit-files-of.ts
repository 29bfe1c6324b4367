import { readSettingsFile } from '../../../config/resolve/read-settings-file.ts';
import { StartError } from '../../../domain/start-error.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { auditFiles } from './read-audit.ts';

/** The audit log of the configuration and what logrotate moved away, the newest first. @throws StartError where there is no file */
export async function auditFilesOf(config: string, terminal: Terminal): Promise<readonly string[]> {
  const { audit } = await readSettingsFile(config, terminal.env);
  if (audit.file === '-')
    throw new StartError(
      'EAUDITSTART',
      'the audit log goes to standard output: name a file that has its lines, or - for standard input',
    );
  return auditFiles(audit.file, terminal);
}
