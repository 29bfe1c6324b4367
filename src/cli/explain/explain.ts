import { explainFromFiles } from '../../compose/explain/explain-from-files.ts';
import { readSettingsFile } from '../../config/resolve/read-settings-file.ts';
import { systemClock } from '../../domain/clock.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { explanationText } from './explanation-text.ts';

export interface ExplainOptions {
  readonly config: string;
  readonly panel: string | undefined;
  readonly from: string;
  readonly key: string;
  readonly cmd: string;
  readonly arg: readonly string[];
  readonly json: boolean;
}

/**
 * Tells how a call would be judged, step by step, and what would allow it. Asks nobody and changes nothing.
 *
 * @returns the exit code: whether the call is permitted
 */
export async function explain(
  { config, panel, from, key, cmd, arg, json }: ExplainOptions,
  { stdout, env }: Terminal,
): Promise<number> {
  const settings = await readSettingsFile(config, env);
  const asked = { from, key, command: cmd, args: arg };
  const explanation = await explainFromFiles(asked, settings, { name: panel, clock: systemClock });
  stdout.write(json ? jsonText(explanation) : explanationText(explanation));
  return explanation.verdict === 'permitted' ? exitCode.ok : exitCode.refused;
}
