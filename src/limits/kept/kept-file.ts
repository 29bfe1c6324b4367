import { JournaledFile, type JournaledFileOptions } from '../../disk/journal/journaled-file.ts';

export interface KeptFileOptions<Entry> extends JournaledFileOptions<Entry> {
  /** Takes over what the file holds into memory, with what has changed there since `rebase`. */
  readonly merge: (entries: readonly Entry[]) => void;
  /** Memory is equal to the file, and another process may write it from now on. */
  readonly rebase: () => void;
  /** The file may become another one: all of memory counts as changed since `rebase`. */
  readonly cutOff: () => void;
}

/** A file that follows what is in memory while this process may write it, and is merged with memory when it may again. */
export class KeptFile<Entry> {
  readonly #options: KeptFileOptions<Entry>;
  readonly #file: JournaledFile<Entry>;
  #isOwn = false;
  #isAhead = false;
  #changes = 0;

  constructor(options: KeptFileOptions<Entry>) {
    this.#options = options;
    this.#file = new JournaledFile(options);
  }

  /** This process may write it. */
  get isOwn(): boolean {
    return this.#isOwn;
  }

  /** Memory holds what the file does not. */
  get isAhead(): boolean {
    return this.#isAhead;
  }

  /** Changes in memory since another process may write. */
  get changes(): number {
    return this.#changes;
  }

  /** Why it cannot be written now, in words. */
  get fault(): string | undefined {
    return this.#file.fault;
  }

  /** @throws StartError */
  follow(): void {
    this.#options.merge(this.#file.read(false));
    this.#options.rebase();
  }

  /** @throws StartError */
  own(): void {
    if (this.#isOwn) return;
    this.#options.merge(this.#file.read(true));
    this.#file.begin(this.#isAhead);
    this.#isOwn = true;
    this.#isAhead = false;
    this.#changes = 0;
  }

  /** Writes everything anew. */
  rewrite(): void {
    if (this.#isOwn) this.#file.rewrite();
  }

  /** False where the file was removed or replaced. @throws StartError where it cannot be known */
  isIntact(): boolean {
    return this.#file.isIntact();
  }

  /** Writes nothing more until `own`, and then everything. */
  async suspend(): Promise<void> {
    if (!this.#isOwn) return;
    this.#isOwn = false;
    this.#isAhead = true;
    this.#options.cutOff();
    await this.#file.abandon();
  }

  async release(): Promise<void> {
    if (!this.#isOwn) return;
    this.#isOwn = false;
    this.#options.rebase();
    await this.#file.end();
  }

  /** Something has changed in memory. */
  changed(record: object): void {
    if (this.#isOwn) return this.#file.append(record);
    this.#isAhead = true;
    this.#changes += 1;
  }
}
