/**
 * Files of one kind in the folder `data`, with what they hold in memory. Each method is called when the one before it has resolved.
 */
export interface DataPart {
  /** What is forgotten at a restart without the folder, for people: `bans`. */
  readonly holds: string;
  /**
   * Reads the files while another process may write them.
   *
   * @throws StartError
   */
  readonly follow: () => void | Promise<void>;
  /**
   * This process is the only writer from now on: reads the files, again after `follow` or `release`, merges what has changed in memory, and
   * writes.
   *
   * @throws StartError
   */
  readonly own: () => void | Promise<void>;
  /**
   * False where the files are not those any more that this process wrote, because they were removed or replaced.
   *
   * @throws StartError where it cannot be known
   */
  readonly isIntact: () => boolean;
  /** Writes nothing more until `own`, which then writes everything that is in memory. Never rejects. */
  readonly suspend: () => Promise<void>;
  /** Writes what is new, and nothing more after that. Never rejects. */
  readonly release: () => Promise<void>;
  /** Something in memory is newer than the files. */
  readonly isAhead: () => boolean;
  /** What has changed in memory since another process may write, with its number, in words. */
  readonly aheadWords?: () => string | undefined;
  /** The wall clock was set while this process writes: what was judged by it is judged again, and written anew. */
  readonly clockWasSet?: () => void;
  /** Why the files cannot be written now, in words. */
  readonly fault?: () => string | undefined;
}
