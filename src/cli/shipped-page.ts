import { fileURLToPath } from 'node:url';
import { type PageFiles, readPageFiles } from '../admin/page/page-files.ts';
import { errorText } from '../domain/text/error-text.ts';
import type { Log } from '../domain/log.ts';

/** The page that is shipped with this program. Without it the gateway runs all the same. */
export function shippedPage(log: Pick<Log, 'warn'>): PageFiles | undefined {
  try {
    return readPageFiles(fileURLToPath(new URL('../page', import.meta.url)));
  } catch (error) {
    log.warn('the second listener has no page: its files cannot be read; install the program anew', { error: errorText(error) });
    return undefined;
  }
}
