import { existsSync, readFileSync } from 'node:fs';
import { errorText } from '../../domain/text/error-text.ts';
import { systemErrorCode } from '../../domain/text/system-error-code.ts';
import { configurationFile } from '../../host/installed.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { deedsOf } from '../../setup/changes/deeds-of.ts';
import { isShipped } from '../../setup/plan/steps.ts';
import { setupChangeText } from '../../setup/plan/plan-text.ts';
import type { SetupJournal, SetupStep } from '../../setup/record/journal.ts';
import { byCommand, type Finding, type Mend, tellOf } from '../look/finding.ts';
import type { Looking } from '../look/looking.ts';

const tell = tellOf('setup');

/** What setup has made, by its journal, and no longer stands: an upgrade of the panel, or somebody, has undone it. */
export async function setupExamination({ journal: read, program, nowMs }: Looking): Promise<readonly Finding[]> {
  const journal = read();
  if (journal === undefined) return isUntouched() ? [notBegun] : [];
  const findings = await Promise.all(stepsThatCount(journal).map(async (step) => judgeStep(step, journal, program)));
  const told = [...judgeConfirming(journal, nowMs), ...findings.flat()];
  return told.length > 0 ? told : [tell.well(`all ${journal.entries.length} steps of setup stand`)];
}

const notBegun = tell.warning('the gateway does not stand before the panel of this host', byCommand('hearthgate setup'));

/** There is a panel, and nobody has written a configuration: that of the package has no panel on this host. */
function isUntouched(): boolean {
  try {
    return existsSync(panelPaths.root) && (!existsSync(configurationFile) || isShipped(readFileSync(configurationFile, 'utf8')));
  } catch {
    // Another examination tells that it cannot be read.
    return false;
  }
}

/** Of several changes of the list the last one is in force. */
function stepsThatCount({ entries }: SetupJournal): readonly SetupStep[] {
  const lastList = entries.findLast(({ change, state }) => change.kind === 'list' && state === 'made');
  return entries.filter((step) => step.change.kind !== 'list' || step.state !== 'made' || step === lastList);
}

async function judgeStep(step: SetupStep, { mode }: SetupJournal, program: readonly string[]): Promise<readonly Finding[]> {
  switch (step.state) {
    case 'planned':
    case 'begun':
      return [tell.fault(`not finished: ${step.reason}`, byCommand('hearthgate setup --apply'))];
    case 'bypassed':
      return [tell.fault(`opened by a bypass: ${step.reason}`, byCommand('hearthgate setup --resume'))];
    case 'made':
      break;
  }
  const again = mode === 'beside' ? '' : ` --mode ${mode}`;
  const anew = byCommand(`hearthgate setup --undo && hearthgate setup --apply${again}`);
  try {
    if (await stands(step, program)) return [];
    return [tell.fault(`made, and undone since: ${step.reason}`, (await mendOf(step)) ?? anew)];
  } catch (error) {
    return [tell.unknown(`whether it still stands is not known (${errorText(error)}): ${step.reason}`, anew)];
  }
}

/** The configuration is its administrator's from then on: it has to be there. */
async function stands({ change }: SetupStep, program: readonly string[]): Promise<boolean> {
  if (change.kind === 'file' && change.path === configurationFile) return existsSync(configurationFile);
  try {
    return await deedsOf(change, program).isMade();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The command by which it was made, or is made again. Of a file of our own there is none. */
async function mendOf({ change }: SetupStep): Promise<Mend | undefined> {
  if (change.kind === 'file') return undefined;
  if (change.kind === 'lines' || change.kind === 'guard') return byCommand('hearthgate setup --mend');
  return byCommand(await setupChangeText(change));
}

function judgeConfirming({ confirmByMs }: SetupJournal, nowMs: number): readonly Finding[] {
  if (confirmByMs === undefined) return [];
  const keep = byCommand('hearthgate setup --keep');
  if (nowMs > confirmByMs)
    return [tell.fault('not confirmed in time, and not taken back yet', byCommand('hearthgate setup --undo'))];
  return [tell.warning(`taken back at ${new Date(confirmByMs).toISOString()} unless it is confirmed`, keep)];
}
