import { statSync } from 'node:fs';
import { faultOfProxies } from '../../config/values/addresses.ts';
import { ConfigurationError } from '../../config/text/configuration-error.ts';
import { readAddressFile, readAddressFileInSlices } from '../../config/secrets/read-address-file.ts';
import { fileFault } from '../../disk/files/file-fault.ts';
import { AddressSet } from '../../domain/address/address-set.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { AddressListName } from '../../domain/policy/settings.ts';
import { systemFaultOf } from '../../domain/text/system-fault.ts';

/** One list that is kept in a file. */
export interface FollowedList {
  readonly list: AddressListName;
  readonly file: string;
  readonly set: AddressSet;
  /** Which version of the file was judged last: it counts, or `fault` says why not. */
  readonly judgedStamp: string;
  /** Which version was seen last, and in how many looks in a row. */
  readonly seenStamp: string;
  readonly seenTimes: number;
  /** Why the newest version does not count, in words. */
  readonly fault: string | undefined;
}

/** A file that is written in place counts once it was the same at this many looks; one that was moved there is complete at once. */
const looksInPlace = 3;
const looksWhenMoved = 2;

/** @throws ConfigurationError, or the system's error, where the file cannot be used */
export function firstOfList(list: AddressListName, file: string, inline: ClientPolicy): FollowedList {
  const stamp = stampOf(file);
  return followedList(readAddressFile(file, list), stamp, { list, file, inline });
}

/**
 * The same, while calls go on.
 *
 * Rejects with a ConfigurationError, or the system's error, where the file cannot be used.
 */
export async function firstOfListInSlices(list: AddressListName, file: string, inline: ClientPolicy): Promise<FollowedList> {
  const stamp = stampOf(file);
  return followedList(await readAddressFileInSlices(file, list), stamp, { list, file, inline });
}

function followedList(found: AddressSet, stamp: string, judging: Judging): FollowedList {
  const { list, file } = judging;
  const set = judged(found, judging);
  return { list, file, set, judgedStamp: stamp, seenStamp: stamp, seenTimes: 1, fault: undefined };
}

/** The list after one more look at its file. Never rejects. */
export async function lookAtList(followed: FollowedList, inline: ClientPolicy): Promise<FollowedList> {
  const { list, file, judgedStamp, seenStamp, seenTimes } = followed;
  const stamp = stampOf(file);
  if (stamp === judgedStamp) return { ...followed, seenStamp: stamp, seenTimes: 1 };
  const times = stamp === seenStamp ? seenTimes + 1 : 1;
  const needed = fileIn(stamp) === fileIn(judgedStamp) ? looksInPlace : looksWhenMoved;
  if (times < needed) return { ...followed, seenStamp: stamp, seenTimes: times };
  const seen = { ...followed, seenStamp: stamp, seenTimes: times };
  try {
    const set = judged(await readAddressFileInSlices(file, list), { list, file, inline });
    return { ...seen, set, judgedStamp: stamp, fault: undefined };
  } catch (error) {
    const fault = faultText(error);
    // A file that could not be read may be readable at the next look without having changed.
    return { ...seen, fault, ...(error instanceof ConfigurationError && { judgedStamp: stamp }) };
  }
}

function faultText(error: unknown): string {
  if (error instanceof ConfigurationError) return error.line;
  const fault = systemFaultOf(error);
  const words = fileFault(fault, 'read', 'put it back, or correct the path in the configuration');
  if (words !== undefined) return `it ${words} (${fault.code})`;
  return errorText(error);
}

interface Judging {
  readonly list: AddressListName;
  readonly file: string;
  /** The entries of the configuration. */
  readonly inline: ClientPolicy;
}

/** @throws ConfigurationError where the list and the entries of the configuration together come to what neither may be */
function judged(set: AddressSet, { list, file, inline }: Judging): AddressSet {
  const fault = list === 'trustedProxies' ? faultOfProxies(AddressSet.union([inline.trustedProxies, set])) : undefined;
  if (fault !== undefined) throw new ConfigurationError(file, [{ path: '', text: fault }]);
  return set;
}

/** What tells one version of a file from another; being missing or unreadable is a version, too. */
function stampOf(file: string): string {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(file);
    return `${dev}:${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch (error) {
    // Reading it reports the fault.
    return errorText(error);
  }
}

/** Which file a version is one of. */
function fileIn(stamp: string): string | undefined {
  return stamp.split(' ')[0];
}
