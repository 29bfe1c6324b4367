import { join } from 'node:path';
import { isCommandName } from '../../domain/call/bounds.ts';
import { makeTmpFile } from '../../domain/call/call.ts';
import type { Command, StateFault } from '../../domain/panel/panel-state.ts';
import { commandOf, readCommandOptions } from '../../hestia/files/command-options.ts';
import type { Steps } from '../follow/drive.ts';
import { Findings, type Named } from '../follow/findings.ts';
import { FolderListing } from '../follow/folder-listing.ts';
import { FollowedFiles } from '../follow/followed-files.ts';
import type { Part, Pass } from '../follow/part.ts';
import type { PartOptions } from '../follow/part-options.ts';
import { noPanelAdvice, type PanelReader } from '../follow/panel-reader.ts';
import { unreadable } from '../follow/unreadable.ts';

/** The command that is no file: the API itself carries it out. */
const builtIn = commandOf(makeTmpFile, 0);

/** `bin`: one file a command. One that cannot be read, or may be half written, is there, and which argument names its user is unknown. */
export class CommandsPart implements Part<Named<Command>> {
  readonly #folder: string;
  readonly #reader: PanelReader;
  readonly #listing: FolderListing;
  readonly #files: FollowedFiles<Command>;
  #commands: Named<Command> | undefined;
  #fault: StateFault | undefined;
  #warnings: readonly string[] = [];

  constructor(options: PartOptions) {
    this.#folder = join(options.root, 'bin');
    this.#reader = options.reader;
    this.#listing = new FolderListing(this.#folder, { reader: options.reader });
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: false,
      // Administrators link commands of their own into the folder, and the panel runs them.
      bounds: { maxBytes: 16 * 1024, longer: 'cut', links: 'follow' },
      parse: (text, name) => readCommandOptions(name, text),
    });
  }

  *read(pass: Pass): Steps<void> {
    const listing = yield* this.#listing.listInSteps(pass);
    if (listing?.kind !== 'names') return;
    const found = new Findings('commands', this.#commands);
    let count = 0;
    this.#files.beginPass();
    for (const name of listing.names) {
      if (isCommandName(name) && name !== makeTmpFile && this.#readCommand(name, pass, found)) count += 1;
      yield;
    }
    if (count === 0) return pass.fail(`${this.#folder} holds no command: ${noPanelAdvice(this.#reader)}`);
    found.add(makeTmpFile, builtIn);
    this.#commands = found.things();
    this.#fault = found.fault();
    this.#warnings = found.warnings;
  }

  value(): Named<Command> | undefined {
    return this.#commands;
  }

  fault(): StateFault | undefined {
    return this.#fault;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  /** @returns whether it is a command */
  #readCommand(name: string, pass: Pass, found: Findings<Command>): boolean {
    const path = join(this.#folder, name);
    const reading = this.#files.read(path, name);
    if (reading.kind === 'missing' || reading.kind === 'refused') return false;
    if ('settledInMs' in reading && reading.settledInMs !== undefined) pass.againIn(reading.settledInMs);
    if (reading.kind === 'read' && reading.settledInMs === undefined) found.add(name, reading.value);
    else if (isRootOnly(name)) found.add(name, commandOf(name, 0));
    else found.addUnknown(name, reading.kind === 'unusable' ? () => unreadable(path, reading.code) : undefined);
    return true;
  }
}

/** Whatever its options say, only keys of the root user may run it. */
function isRootOnly(name: string): boolean {
  return commandOf(name, 0).reach === 'root';
}
