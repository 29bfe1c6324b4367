import { join } from 'node:path';
import { isCommandName } from '../domain/bounds.ts';
import { makeTmpFile } from '../domain/call.ts';
import type { Command } from '../domain/panel-state.ts';
import { commandOf, readCommandOptions, unreadableCommand } from '../hestia/command-options.ts';
import { FolderListing } from './folder-listing.ts';
import { FollowedFiles } from './followed-files.ts';
import { keepIfSame } from './keep-if-same.ts';
import type { Part, Pass } from './part.ts';
import type { PartOptions } from './part-options.ts';

/** The command that is no file: the API itself carries it out. */
const builtIn = commandOf(makeTmpFile, 0);

/** `bin`: one file a command. */
export class CommandsPart implements Part<ReadonlyMap<string, Command>> {
  readonly #folder: string;
  readonly #listing: FolderListing;
  readonly #files: FollowedFiles<Command>;
  #commands: ReadonlyMap<string, Command> | undefined;
  #warnings: readonly string[] = [];

  constructor(options: PartOptions) {
    this.#folder = join(options.root, 'bin');
    this.#listing = new FolderListing(this.#folder, false);
    this.#files = new FollowedFiles({
      clock: options.clock,
      settleMs: options.timings.settleMs,
      holdSecrets: false,
      // Administrators link commands of their own into the folder, and the panel runs them.
      bounds: { maxBytes: 16 * 1024, longer: 'cut', links: 'follow' },
      parse: (text, name) => readCommandOptions(name, text),
    });
  }

  *read(pass: Pass): Generator<undefined, void> {
    const listing = yield* this.#listing.list(pass);
    if (listing?.kind !== 'names') return;
    const commands = new Map<string, Command>();
    const warnings: string[] = [];
    this.#files.beginPass();
    for (const name of listing.names.filter((other) => isCommandName(other))) {
      const reading = this.#files.read(join(this.#folder, name), name);
      if (reading.kind === 'read') commands.set(name, reading.value);
      if (reading.kind === 'unusable') {
        commands.set(name, unreadableCommand);
        warnings.push(`${join(this.#folder, name)} cannot be read (${reading.code}): only keys of the root user may run it`);
      }
      if (reading.kind === 'unsettled' && reading.settledInMs !== undefined) pass.againIn(reading.settledInMs);
      yield;
    }
    if (commands.size === 0)
      return pass.fail(`${this.#folder} holds no command: state.files must name the folder in which the panel is installed`);
    commands.set(makeTmpFile, builtIn);
    this.#commands = keepIfSame(this.#commands, commands);
    this.#warnings = warnings;
  }

  value(): ReadonlyMap<string, Command> | undefined {
    return this.#commands;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }
}
