import { StartError } from '../../../domain/start-error.ts';
import { errorText } from '../../../domain/text/error-text.ts';
import { sealOf } from '../../../observe/chain/sealed-line.ts';
import { linesOf } from '../read/lines-of.ts';
import { bytesOf } from '../read/read-audit.ts';

/** Files by the time of their first line, however they are named; those without a line of a chain first. */
export async function inTheirOrder(paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length < 2) return paths;
  const found: { readonly path: string; readonly begin: string }[] = [];
  for (const path of paths) found.push({ path, begin: path === '-' ? '' : await beginOf(path) });
  return found.toSorted((one, other) => compareText(one.begin, other.begin)).map(({ path }) => path);
}

async function beginOf(path: string): Promise<string> {
  try {
    for await (const line of linesOf(bytesOf(path))) if (sealOf(line) !== undefined) return line.slice(0, beginLength);
    return '';
  } catch (error) {
    throw new StartError('EAUDITSTART', `${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
}

/** Of the time, which is first in a line. */
const beginLength = '{"time":"2026-01-02T03:04:05.678Z"'.length;

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
