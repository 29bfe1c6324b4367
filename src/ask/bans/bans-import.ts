import { readFile } from 'node:fs/promises';
import { fieldsOf } from '../../domain/text/json-fields.ts';
import { printable } from '../../domain/text/printable.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { asWritten, flagOption, required } from '../../terminal/parameter.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { AnsweredError } from '../answered-error.ts';
import { withProgress } from '../../terminal/progress.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { askingLine, type RunningGateway } from '../asking-line.ts';
import { aloneText } from './alone-text.ts';
import { addQuestion } from './bans-add.ts';
import { type ExportedBan, readExportedBans } from './exported-ban.ts';

/** Bans that one file may have. */
const maxBans = 10_000;

/** What is in force stays as long as it runs; so importing a file again changes nothing. */
export const bansImport = askingLine({
  name: 'bans import',
  about: 'Begin the bans of a file, as bans export prints them.',
  more: [
    'The file is JSON, one object a line: banned (an address or a network) and until (a time in UTC), and where they are wanted note and panel; without panel at every one. Lines that begin with # are comments. With a fault in the file nothing is banned: every fault is printed with its line, and the exit code is 65. A ban that runs longer stays, so a file may be imported again. Where the gateway refuses a line, the others are in force, and the exit code is 1.',
  ],
  examples: ['hearthgate bans import bans.jsonl'],
  operands: { file: required({ placeholder: 'FILE', about: 'the bans', completion: 'file', read: asWritten }) },
  options: { 'with-known': flagOption('also networks from which a key was used with success lately') },
  question: addQuestion,
  hasJson: false,
  run: async (values, gateway, terminal) => {
    const { file } = values;
    const { bans, faults } = readExportedBans(await readFile(file, 'utf8'));
    const all = bans.length > maxBans ? [...faults, `expected at most ${maxBans} bans, found ${bans.length}`] : faults;
    if (all.length > 0) {
      terminal.stderr.write(`nothing is banned: ${file} has ${all.length === 1 ? '1 fault' : `${all.length} faults`}\n`);
      for (const fault of all)
        terminal.stderr.write(
          wrapText(printable(fault), 2)
            .map((line) => `${line}\n`)
            .join(''),
        );
      return exitCode.dataError;
    }
    const counts = { inForce: 0, ended: 0, refused: 0 };
    const done = (): number => counts.inForce + counts.ended + counts.refused;
    return withProgress(
      terminal,
      () => `${done()} of ${bans.length} bans`,
      importAll(bans, { gateway, terminal, file, withKnown: values['with-known'], counts }),
    );
  },
});

interface Importing {
  readonly gateway: RunningGateway;
  readonly terminal: Terminal;
  readonly file: string;
  readonly withKnown: boolean;
  readonly counts: { inForce: number; ended: number; refused: number };
}

async function importAll(
  bans: readonly ExportedBan[],
  { gateway, terminal, file, withKnown, counts }: Importing,
): Promise<number> {
  let isAlone = false;
  for (const { line, note, panel, ...ban } of bans) {
    const query = {
      ...ban,
      ...(note !== undefined && { note }),
      ...(panel !== undefined && { panel }),
      ...(withKnown && { withKnown: 'true' }),
    };
    try {
      const answer = fieldsOf(await gateway.ask(addQuestion, query));
      counts[answer['hasEnded'] === true ? 'ended' : 'inForce'] += 1;
      isAlone ||= answer['onThisGatewayAlone'] === true;
    } catch (error) {
      // One that does not answer answers to no other line either.
      if (!(error instanceof AnsweredError)) throw error;
      counts.refused += 1;
      terminal.stderr.write(`${file}:${line}: ${error.words}\n`);
    }
  }
  const { inForce, ended, refused } = counts;
  const more = [...(ended > 0 ? [`${ended} had ended before`] : []), ...(refused > 0 ? [`${refused} refused`] : [])];
  terminal.stdout.write(`${[`${inForce} ${inForce === 1 ? 'ban is' : 'bans are'} in force`, ...more].join(', ')}\n`);
  terminal.stdout.write(aloneText({ onThisGatewayAlone: isAlone }));
  return refused > 0 ? exitCode.nothing : exitCode.ok;
}
