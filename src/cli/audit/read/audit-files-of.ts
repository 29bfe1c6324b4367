import { readSettingsFile } from '../../../config/resolve/read-settings-file.ts';
import { StartError } from '../../../domain/start-error.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { auditFiles, type LeftOut } from './read-audit.ts';

/** The audit log of the configuration and what logrotate moved away, the newest first. @throws StartError where there is no file */
export async function auditFilesOf(config: string, env: Terminal['env'], leftOut: LeftOut): Promise<readonly string[]> {
  return auditFiles(await auditFileOf(config, env), leftOut);
}

/** The audit log of the configuration. @throws StartError where there is no file */
export async function auditFileOf(config: string, env: Terminal['env']): Promise<string> {
  const { audit } = await readSettingsFile(config, env);
  if (audit.file !== '-') return audit.file;
  throw new StartError(
    'EAUDITSTART',
    'the audit log goes to standard output: name a file that has its lines, or - for standard input',
  );
}
