import { StartError } from '../../../domain/start-error.ts';
import { errorText } from '../../../domain/text/error-text.ts';
import { sealOf } from '../../../observe/chain/sealed-line.ts';
import { linesOf } from '../read/lines-of.ts';
import { bytesOf } from '../read/bytes-of.ts';

interface Found {
  readonly path: string;
  /** Of each run in it, the number of its first line there. */
  readonly firstOf: ReadonlyMap<number, number>;
}

/** No file has lines of so many, unless somebody has made them up. */
const maxRunsOfFile = 10_000;

/**
 * Files in the order in which they were written, however they are named, and whatever the clock said: by the numbers of their lines. One without
 * a line of a chain is from before it, unless its name says that it is newer than one that has some.
 */
export async function inTheirOrder(paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length < 2) return paths;
  const found: Found[] = [];
  for (const path of paths) found.push({ path, firstOf: path === '-' ? new Map() : await firstLinesIn(path) });
  const left = found.filter(({ firstOf }) => firstOf.size > 0).toSorted(byBeginning);
  const ordered: string[] = [];
  while (left.length > 0) {
    const free = left.findIndex((file) => left.every((other) => !isBefore(other, file)));
    // Where each is before another one, they were tampered with, and any order shows it.
    for (const { path } of left.splice(Math.max(free, 0), 1)) ordered.push(path);
  }
  for (const { path, firstOf } of found) {
    if (firstOf.size === 0) ordered.splice(ordered.findLastIndex((other) => isNamedNewer(path, other)) + 1, 0, path);
  }
  return ordered;
}

async function firstLinesIn(path: string): Promise<ReadonlyMap<number, number>> {
  const firstOf = new Map<number, number>();
  try {
    for await (const line of linesOf(bytesOf(path))) {
      const seal = sealOf(line);
      if (seal !== undefined && !firstOf.has(seal.run) && firstOf.size < maxRunsOfFile) firstOf.set(seal.run, seal.seq);
    }
    return firstOf;
  } catch (error) {
    throw new StartError('EAUDITSTART', `${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
}

/** Both have lines of one run, and its lines in this one are earlier. */
function isBefore(one: Found, other: Found): boolean {
  for (const [run, seq] of one.firstOf) if (seq < (other.firstOf.get(run) ?? -1)) return true;
  return false;
}

/** As logrotate names them: `audit.log` is newer than `audit.log.1`, and `audit.log-20260102` than `audit.log-20260101`. */
function isNamedNewer(path: string, other: string): boolean {
  const [one, two] = [rotatedName(path), rotatedName(other)];
  return one.log === two.log && one.newness > two.newness;
}

function rotatedName(path: string): { readonly log: string; readonly newness: number } {
  const [, log = path, mark, number] = /^(.*?)(?:([.-])([0-9]+))?(?:\.gz)?$/.exec(path) ?? [];
  if (number === undefined) return { log, newness: Number.POSITIVE_INFINITY };
  return { log, newness: mark === '-' ? Number(number) : -Number(number) };
}

/** For files that have no run in common. */
function byBeginning(one: Found, other: Found): number {
  const [[oneRun = -1, oneSeq = -1] = []] = one.firstOf;
  const [[otherRun = -1, otherSeq = -1] = []] = other.firstOf;
  return oneRun - otherRun || oneSeq - otherSeq;
}
