import { existsSync } from 'node:fs';
import { readSettingsFile } from '../../config/resolve/read-settings-file.ts';
import type { Clock } from '../../domain/clock.ts';
import { fieldsOf, itemsOf } from '../../domain/text/json-fields.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { gatewayUser } from '../../host/installed.ts';
import { runProgram } from '../../host/run-program.ts';
import { readSetupJournal } from '../../setup/record/journal.ts';
import type { FoundConfiguration, GatewayAnswer, Looking } from './looking.ts';

export interface LookingOptions {
  readonly configurationFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly program: readonly string[];
  readonly clock: Clock;
}

export async function openLooking({ configurationFile, env, program, clock }: LookingOptions): Promise<Looking> {
  let answer: Promise<GatewayAnswer> | undefined;
  return {
    configurationFile,
    configuration: await findConfiguration(configurationFile, env),
    journal: readSetupJournal,
    gatewayAnswer: async () => {
      answer ??= askGateway(configurationFile, program);
      return answer;
    },
    program,
    clock,
    nowMs: clock.wallMs(),
  };
}

async function findConfiguration(file: string, env: LookingOptions['env']): Promise<FoundConfiguration> {
  if (!existsSync(file)) return { kind: 'absent' };
  try {
    return { kind: 'read', settings: await readSettingsFile(file, env) };
  } catch (error) {
    return { kind: 'faults', text: errorText(error) };
  }
}

/** As the gateway's own user: root opens nothing below that user's folders. */
async function askGateway(file: string, program: readonly string[]): Promise<GatewayAnswer> {
  const asUser = ['--reuid', gatewayUser, '--regid', gatewayUser, '--init-groups', '--'];
  const { stdout, stderr } = await runProgram('setpriv', [...asUser, ...program, 'ready', '--json', '--config', file]);
  const { isReady, parts } = fieldsOf(parsed(stdout));
  if (typeof isReady !== 'boolean' || !Array.isArray(parts)) return { kind: 'silent', why: firstLine(stderr) };
  return { kind: 'answered', isReady, lines: itemsOf(parts).filter((part) => typeof part === 'string') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It has said why on standard error.
    return undefined;
  }
}

function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? 'it says nothing';
  return line.replace(/^hearthgate: /, '');
}
