import { closeSync, lstatSync } from 'node:fs';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { Prepared } from '../../domain/prepared.ts';
import { type OpenFile, openForAppending } from './open-for-appending.ts';
import type { LineSealer } from '../chain/line-sealer.ts';
import { StartError } from '../../domain/start-error.ts';
import { standardDescriptor } from '../standard-descriptor.ts';
import { writeBytes } from '../write-bytes.ts';
import { writeFault } from '../write-fault.ts';

export interface LineFileOptions {
  /** `-`: standard output. */
  readonly file: string;
  /** The setting that names the file, for messages. */
  readonly setting: string;
  readonly clock: Clock;
  readonly log: Log;
}

const checkEveryMs = 1000;

/** How many lines are in the file in whole; where that are not all of them, `error` says what kept out the next one. */
export interface Added {
  readonly whole: number;
  readonly error: unknown;
}

/** A file to which whole lines are added, at once. Follows log rotation: where its name leads to another file, that one is written. */
export class LineFile {
  #options: LineFileOptions;
  #open: OpenFile | undefined;
  #endsWithinLine: boolean;
  #checkedAtMs: number;
  #reopenFault: string | undefined;
  #sealer: LineSealer | undefined;

  /** @throws Error that says why the file cannot be opened, and what to change */
  constructor(options: LineFileOptions) {
    this.#options = options;
    this.#open = open(options);
    this.#endsWithinLine = this.#open.endsWithinLine;
    this.#checkedAtMs = options.clock.monotonicMs();
  }

  /** Why its name leads to no file that can be written, in words, while the one that was open before is; undefined: it does. */
  get reopenFault(): string | undefined {
    return this.#reopenFault;
  }

  /** Each line from now on has its place in a chain. */
  sealWith(sealer: LineSealer): void {
    this.#sealer = sealer;
  }

  /**
   * Adds lines, in one piece.
   *
   * @param lines printable ASCII, without their line feeds
   * @param patienceMs how long the whole thread waits for a reader of standard output that does not keep up
   */
  write(lines: readonly string[], patienceMs = 0): Added {
    this.#followMove();
    if (this.#open === undefined) return { whole: 0, error: new Error('it has been closed') };
    // A line that was cut off must not be joined with these.
    const start = this.#endsWithinLine ? '\n' : '';
    const sealed = this.#sealer?.seal(lines) ?? lines;
    const text = `${start}${sealed.length === 1 ? sealed[0] : sealed.join('\n')}\n`;
    const { written, error } = writeBytes(this.#open.descriptor, Buffer.from(text, 'latin1'), patienceMs);
    if (written > 0) this.#endsWithinLine = text[written - 1] !== '\n';
    const whole = written === text.length ? sealed.length : wholeLines(sealed, written - start.length);
    this.#sealer?.written(whole);
    return { whole, error };
  }

  /** Opens the file anew by its name. Where that fails the one that is open stays, and the log says so once. */
  reopen(): void {
    if (this.#open === undefined || this.#options.file === '-') return;
    try {
      const opened = open(this.#options);
      closeSync(this.#open.descriptor);
      this.#open = opened;
      this.#endsWithinLine = opened.endsWithinLine;
      const { setting, file, log } = this.#options;
      if (this.#reopenFault !== undefined) log.info(`${setting}: ${file} can be opened again, and is written`);
      this.#reopenFault = undefined;
    } catch (error) {
      const isSaid = this.#reopenFault !== undefined;
      this.#reopenFault = `${writeFault(error)}. The file that was open before is written on.`;
      if (!isSaid) this.#options.log.error(this.#reopenFault);
    }
  }

  /**
   * Opens another file, to be written in place of this one.
   *
   * @throws StartError that says why it cannot be opened, and what to change
   */
  openOther(file: string): Prepared {
    const opened = open({ ...this.#options, file });
    return {
      commit: () => {
        this.close();
        this.#options = { ...this.#options, file };
        this.#open = opened;
        this.#endsWithinLine = opened.endsWithinLine;
        this.#reopenFault = undefined;
      },
      cancel: () => closeUnlessStandard(opened),
    };
  }

  close(): void {
    if (this.#open !== undefined) closeUnlessStandard(this.#open);
    this.#open = undefined;
  }

  #followMove(): void {
    const { file, clock } = this.#options;
    if (this.#open === undefined || file === '-') return;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#checkedAtMs < checkEveryMs) return;
    this.#checkedAtMs = nowMs;
    if (!leadsTo(file, this.#open)) this.reopen();
  }
}

function open({ file, setting }: LineFileOptions): OpenFile {
  if (file === '-') return { descriptor: standardDescriptor(1), device: 0n, inode: 0n, endsWithinLine: false };
  try {
    return openForAppending(file);
  } catch (error) {
    throw new StartError('EAUDITSTART', `${setting}: ${file} cannot be opened: ${writeFault(error)}`, { cause: error });
  }
}

function closeUnlessStandard({ descriptor }: OpenFile): void {
  if (descriptor !== 1) closeSync(descriptor);
}

function leadsTo(file: string, { device, inode }: OpenFile): boolean {
  try {
    const stats = lstatSync(file, { bigint: true });
    return stats.dev === device && stats.ino === inode;
  } catch {
    // It is gone, or its folder is; opening it anew tells which.
    return false;
  }
}

/** Without its line feed a line is whole; the next write begins with one. */
function wholeLines(lines: readonly string[], written: number): number {
  let end = -1;
  return lines.filter((line) => (end += 1 + line.length) <= written).length;
}
