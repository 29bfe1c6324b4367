import { resolve } from 'node:path';
import { examine } from '../../doctor/examine.ts';
import { gradeFile, keepGrade } from '../../doctor/grade/grade-file.ts';
import { type WorstGrade, worstGrade } from '../../doctor/grade/worst-grade.ts';
import { openLooking } from '../../doctor/look/open-looking.ts';
import { findingsText } from '../../doctor/show/findings-text.ts';
import { systemClock } from '../../domain/clock.ts';
import { StartError } from '../../domain/start-error.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { withProgress } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';

export interface DoctorOptions {
  readonly record: boolean;
  readonly json: boolean;
  readonly config: string;
}

/** @returns the exit code */
export async function runDoctor({ record, json, config }: DoctorOptions, terminal: Terminal): Promise<number> {
  if (process.getuid?.() !== 0) throw new StartError('EHOST', "doctor has to be run by root: it reads root's files");
  const program = [process.execPath, process.argv[1] ?? ''];
  const looking = await openLooking({ configurationFile: resolve(config), env: terminal.env, program, clock: systemClock });
  const findings = await withProgress(terminal, () => 'looking', examine(looking));
  const grade = worstGrade(findings);
  terminal.stdout.write(
    json
      ? jsonText({ grade, findings: findings.map(({ mend, ...finding }) => ({ ...finding, ...(mend && { mend: mend.text }) })) })
      : findingsText(findings),
  );
  if (record) await keepGrade(gradeFile, { grade, atSeconds: Math.floor(looking.nowMs / msInSecond) });
  return codes[grade];
}

const msInSecond = 1000;

const codes: Readonly<Record<WorstGrade, number>> = { 0: exitCode.ok, 1: exitCode.warning, 2: exitCode.fault };
