import type { AccessKey } from '../../domain/panel/panel-state.ts';
import type { Digest } from '../../domain/secret.ts';
import type { ListedKey } from '../../hestia/lists/access-keys-list.ts';

/** A key that the panel lists. */
export type ListedEntry = ReadableKey | BrokenKey;

export type ReadableKey = ConfirmedKey | NewKey;

/** Two readings of it agree, so it counts. */
interface ConfirmedKey {
  readonly kind: 'confirmed';
  readonly listed: ListedKey;
  readonly key: AccessKey;
  /** Why the panel is asked whether it still has this secret: its file was written anew, or the panel refused it. Undefined: it is not asked. */
  readonly recheck?: 'rewritten' | 'doubted';
}

export interface NewKey {
  readonly kind: 'new';
  readonly listed: ListedKey;
  /** What it said when it was first asked for alone. */
  readonly first?: { readonly secretDigest: Digest; readonly atMs: number };
  /** What was wrong with it when it was last asked for alone. */
  readonly off?: KeyFault;
}

interface KeyFault {
  /** In words. */
  readonly fault: string;
  /** It is then asked for once more; undefined: hourly, after a doubt, and, where the list says something else, after the next list. */
  readonly againAtMs: number | undefined;
  readonly isOtherThanListed: boolean;
}

/** It is being written, or cannot be read. What was confirmed before counts for the grace. */
export interface BrokenKey {
  readonly kind: 'broken';
  readonly fault: string;
  readonly sinceMs: number;
  readonly before: AccessKey | undefined;
}

/** Where two forms of a key differ in it, it has to be confirmed anew. */
export function whatCounts(entry: ListedEntry | undefined): string | undefined {
  return entry === undefined || entry.kind === 'broken' ? entry?.kind : whatCountsOf(entry.listed);
}

export function whatCountsOf({ user, permissions }: Pick<AccessKey, 'user' | 'permissions'>): string {
  return JSON.stringify([user, permissions]);
}
