import { type SystemFault, wordsOn } from '../../domain/text/system-fault.ts';
import { readAccessAdvice } from './read-access-advice.ts';
import { runningUser } from './running-user.ts';

/** What was done to the file. */
export type Deed = 'read' | 'written';

/**
 * What failed on a file and what to change, to stand behind its name: `is a folder; name a file`. Undefined for a code without words.
 *
 * @param missing what to change where the file does not exist
 */
export function fileFault(fault: SystemFault, deed: Deed = 'read', missing?: string): string | undefined {
  const words = wordsOn(fault);
  if (words === undefined) return undefined;
  if (fault.code === 'ENOENT' && missing !== undefined) return `${words.what}; ${missing}`;
  if (!words.isNoAccess) return `${words.what}; ${words.advice}`;
  const isRead = deed === 'read' && fault.path !== undefined;
  return `may not be ${deed} by ${runningUser()}, the user that this process runs as; ${isRead ? readAccessAdvice(fault.path) : words.advice}`;
}
