import type { Clock } from '../../domain/clock.ts';
import type { ByteString } from '../../domain/call/call.ts';
import { type FileLook, lookAtFile } from './look-at-file.ts';
import { type ReadBounds, readBoundedFile } from './read-bounded-file.ts';

export interface FollowedFilesOptions<Value> {
  readonly clock: Clock;
  readonly settleMs: number;
  /** True: a file that others can write does not count, and one that changed just now is not read at all. */
  readonly holdSecrets: boolean;
  readonly bounds: ReadBounds;
  readonly parse: (text: ByteString, name: string) => Value;
}

export type FileReading<Value> =
  /** `settledInMs`: it changed just now and may be half written until then; undefined: it did not. */
  | { readonly kind: 'read'; readonly value: Value; readonly settledInMs: number | undefined }
  | { readonly kind: 'missing' }
  /** Changed just now, or while it was read. Settled in this many milliseconds; undefined: its date is far ahead of the clock. */
  | { readonly kind: 'unsettled'; readonly settledInMs: number | undefined }
  /** It is no file that may count: why, in words. `isFile`: a file stands under the name all the same, or may stand behind a link. */
  | { readonly kind: 'refused'; readonly why: string; readonly isFile: boolean }
  /** It is one, but cannot be read: a system's error code. */
  | { readonly kind: 'unusable'; readonly code: string };

interface Held<Value> {
  readonly stamp: string;
  readonly value: Value;
}

/** Files of one kind. Reads only those that have changed since the last reading; keeps their parsed content, never their text. */
export class FollowedFiles<Value> {
  readonly #options: FollowedFilesOptions<Value>;
  #held = new Map<string, Held<Value>>();
  #heldBefore = new Map<string, Held<Value>>();

  constructor(options: FollowedFilesOptions<Value>) {
    this.#options = options;
  }

  /** What is not read again from here on is forgotten at the next call. */
  beginPass(): void {
    this.#heldBefore = this.#held;
    this.#held = new Map();
  }

  read(path: string, name: string): FileReading<Value> {
    const seen = lookAtFile(path, this.#options.bounds.links);
    if (seen.kind === 'link') return { kind: 'refused', why: 'is a symbolic link', isFile: true };
    if (seen.kind === 'no-file') return { kind: 'refused', why: 'is not a regular file', isFile: false };
    if (seen.kind !== 'file') return seen;
    if (this.#options.holdSecrets && seen.isWritableByOthers)
      return { kind: 'refused', why: 'can be written by others', isFile: true };
    const held = this.#heldBefore.get(path);
    if (held === undefined || held.stamp !== seen.stamp) return this.#readAnew(path, name, seen);
    this.#held.set(path, held);
    return { kind: 'read', value: held.value, settledInMs: undefined };
  }

  #readAnew(path: string, name: string, seen: FileLook): FileReading<Value> {
    const { clock, settleMs, holdSecrets, bounds, parse } = this.#options;
    const ageMs = clock.wallMs() - seen.changedAtMs;
    // A file that changes twice within the grain of its times looks the same, so what changed just now is read again in the next pass.
    const isSettled = ageMs >= settleMs;
    const settledInMs = isSettled || ageMs <= -settleMs ? undefined : settleMs - ageMs;
    if (holdSecrets && !isSettled) return { kind: 'unsettled', settledInMs };
    const read = readBoundedFile(path, seen, bounds);
    if (read.kind === 'changing') return { kind: 'unsettled', settledInMs: settleMs };
    if (read.kind !== 'text') return read;
    const value = parse(read.text, name);
    if (isSettled) this.#held.set(path, { stamp: seen.stamp, value });
    return { kind: 'read', value, settledInMs };
  }
}
