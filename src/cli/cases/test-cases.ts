import { writeFile } from 'node:fs/promises';
import { createExplainer } from '../../compose/explain/explain-from-files.ts';
import type { Explanation } from '../../compose/explain/explanation.ts';
import { readCases, type TestCase } from '../../config/cases/read-cases.ts';
import { readSettingsFile } from '../../config/resolve/read-settings-file.ts';
import { systemClock } from '../../domain/clock.ts';
import { StartError } from '../../domain/start-error.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { printable } from '../../domain/text/printable.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { withProgress } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { junitText } from './junit-text.ts';
import { caseName, type TestedCase } from './tested-case.ts';

export interface TestOptions {
  readonly config: string;
  readonly file: string;
  readonly junit: string | undefined;
  readonly json: boolean;
}

/**
 * Has the pipeline judge each case of a file by a configuration and the files of its panels, without a gateway.
 *
 * @returns the exit code: 1 where one is judged otherwise than expected
 */
export async function testCases({ config, file, junit, json }: TestOptions, terminal: Terminal): Promise<number> {
  const settings = await readSettingsFile(config, terminal.env);
  const cases = await readCases(file);
  const tested: TestedCase[] = [];
  const explain = createExplainer(settings, { file: config, clock: systemClock });
  const explained = async (each: TestCase): Promise<Explanation> => {
    try {
      return await explain(each, each.panel);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      throw new StartError('ENOPANEL', `${file}, line ${each.line ?? '?'}: ${error.message}`, { cause: error });
    }
  };
  const testAll = async (): Promise<void> => {
    for (const each of cases) tested.push(resultOf(each, await explained(each)));
  };
  await withProgress(terminal, () => `${tested.length} of ${cases.length} cases`, testAll());
  const different = tested.filter(({ tested: { expect }, found }) => found !== expect);
  if (junit !== undefined) await writeResult(junit, junitText(file, tested));
  if (json) terminal.stdout.write(jsonText({ cases: tested.length, differences: different.map(differenceFields) }));
  else terminal.stdout.write(differencesText(file, tested.length, different));
  return different.length === 0 ? exitCode.ok : exitCode.nothing;
}

async function writeResult(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw new StartError('ENOPANEL', `--junit: ${path} cannot be written: ${errorText(error)}`, { cause: error });
  }
}

function resultOf(tested: TestCase, { reason, change }: Explanation): TestedCase {
  return { tested, found: reason ?? 'permitted', change };
}

function differenceFields({ tested, found, change }: TestedCase): object {
  const { line, from, key, panel, command, expect } = tested;
  return { line, from, key, panel, command, expected: expect, found, change };
}

function differencesText(file: string, count: number, different: readonly TestedCase[]): string {
  const lines = different.flatMap(({ tested, found, change }) => [
    ...wrapText(caseName(tested), 0),
    ...wrapText(`expected ${tested.expect}, found ${found}`, 2),
    ...(change === null ? [] : wrapText(`to allow it: ${change}`, 2)),
  ]);
  const cases = count === 1 ? '1 case' : `${count} cases`;
  const summary =
    different.length === 0 ? `${cases}, all as expected` : `${different.length} of ${cases} in ${file} not as expected`;
  return [...lines, ...wrapText(summary, 0)].map((line) => `${printable(line)}\n`).join('');
}
