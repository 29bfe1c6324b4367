import { StartError } from '../domain/start-error.ts';
import { errorText } from '../domain/text/error-text.ts';
import { deedsOf } from './changes/deeds-of.ts';
import type { GuardChange, LinesChange } from './changes/change.ts';
import { panelPaths } from '../host/panel-paths.ts';
import { mustBeReady } from './changes/must-be-ready.ts';
import { unitsDeeds } from './changes/units-change.ts';
import { unconfirmedTimer } from '../host/installed.ts';
import { type SetupStep, type SetupJournal, readSetupJournal, removeJournal, writeSetupJournal } from './record/journal.ts';
import { unitsOf } from './plan/steps.ts';

/** Where setup tells what it does, a line at a time. */
type Tell = (line: string) => void;

export interface Setup {
  /** How this program is called: its interpreter and its file. */
  readonly program: readonly string[];
  readonly tell: Tell;
}

/**
 * Makes what is planned, in its order. Each step is written into the journal before it begins, so that it can be broken off at any moment:
 * called again it goes on, and `undo` takes back what there is. A step that has no effect is taken back at once.
 *
 * @throws StartError with the step that failed
 */
export async function apply(journal: SetupJournal, setup: Setup): Promise<void> {
  mustNotEnd(journal);
  await writeSetupJournal(journal);
  if (journal.confirmByMs !== undefined) await unitsDeeds(setup.program).make(unitsOf([unconfirmedTimer]));
  await advance(journal, setup);
}

/** The gateway may just have been started. */
const closingPatienceMs = 5000;

/** Makes every step of a journal that is not made, except what a bypass took back. @returns the journal as it is then */
async function advance(journal: SetupJournal, setup: Setup): Promise<SetupJournal> {
  let now = journal;
  for (const [index, step] of journal.entries.entries()) {
    if (step.state === 'made' || step.state === 'bypassed') continue;
    now = await makeStep(now, index, setup);
  }
  return now;
}

async function makeStep(journal: SetupJournal, index: number, { program, tell }: Setup): Promise<SetupJournal> {
  const step = stepOf(journal, index);
  // Who closes the direct way while the gateway is away leaves nobody a way.
  if (step.closesDirectWay) await mustBeReady(program, closingPatienceMs);
  const change = step.state === 'begun' ? step.change : await deedsOf(step.change, program).refreshed();
  const deeds = deedsOf(change, program);
  const now = await keep(journal, index, { ...step, change, state: 'begun' });
  try {
    await deeds.make();
  } catch (cause) {
    const again = await deeds.takeBack().then(
      () => undefined,
      (error: unknown) => errorText(error),
    );
    if (again === undefined) await keep(now, index, { ...step, change, state: step.state === 'begun' ? 'planned' : step.state });
    const became = again === undefined ? 'is taken back' : `could not be taken back (${again})`;
    throw new StartError('EHOST', `the step "${step.reason}" failed and ${became}: ${errorText(cause)}`, { cause });
  }
  tell(`done: ${step.reason}`);
  return keep(now, index, { ...step, change, state: 'made' });
}

/**
 * Takes back everything that setup has changed, the last first. What others changed since stays and is named.
 *
 * @throws StartError with the steps that could not be taken back; the next call goes on with them
 */
export async function undo(setup: Setup): Promise<void> {
  let now: SetupJournal = { ...mustBeSetUp(), isEnding: true };
  await writeSetupJournal(now);
  const faults: string[] = [];
  for (const index of [...now.entries.keys()].toReversed()) {
    const step = stepOf(now, index);
    if (step.state === 'planned') continue;
    try {
      if (step.state !== 'bypassed') now = await takeBack(now, index, setup);
      now = await keep(now, index, { ...step, state: 'planned' });
    } catch (error) {
      faults.push(`"${step.reason}": ${errorText(error)}`);
      // What the web server includes must not go before the lines that include it.
      if (step.change.kind === 'lines') break;
    }
  }
  if (faults.length > 0)
    throw new StartError('EHOST', `not taken back: ${faults.join('; ')}\nMend that, then go on: hearthgate setup --undo`);
  await forgetTimer(setup);
  removeJournal();
}

/**
 * Opens the direct way to the panel again, with nothing but the journal: gateway, Redis and configuration may be broken.
 *
 * @returns how many steps were taken back
 */
export async function bypass(setup: Setup): Promise<number> {
  let now = mustBeSetUp();
  let count = 0;
  for (const index of [...now.entries.keys()].toReversed()) {
    const step = stepOf(now, index);
    if (!step.closesDirectWay || (step.state !== 'made' && step.state !== 'begun')) continue;
    now = await takeBack(now, index, setup);
    now = await keepOrSay(now, index, { ...step, state: 'bypassed' }, setup);
    count += 1;
  }
  return count;
}

/** Takes one step back. What that would lose is in the journal first. @returns the journal as it is then */
async function takeBack(journal: SetupJournal, index: number, setup: Setup): Promise<SetupJournal> {
  const step = stepOf(journal, index);
  const change = step.state === 'made' ? await deedsOf(step.change, setup.program).remembered() : step.change;
  const now = await keepOrSay(journal, index, { ...step, change, state: 'begun' }, setup);
  for (const line of await deedsOf(change, setup.program).takeBack()) setup.tell(`stays: ${line}`);
  setup.tell(`taken back: ${step.reason}`);
  return now;
}

/** Closes what `bypass` opened, and nothing else. */
export async function resume(setup: Setup): Promise<void> {
  let now = mustStand();
  for (const index of now.entries.keys()) {
    if (stepOf(now, index).state === 'bypassed') now = await makeStep(now, index, setup);
  }
}

/** Makes again what the panel's own scripts undid in files of the panel. What somebody else took away by hand is among it. */
export async function mend(setup: Setup): Promise<void> {
  for (const change of mendable(mustBeSetUp())) {
    const deeds = deedsOf(change, setup.program);
    if (await deeds.isMade()) continue;
    await deeds.make();
    setup.tell(`made again: what stood in ${change.kind === 'lines' ? change.path : panelPaths.customRules}`);
  }
}

/** Lines of one file are one change: between two reloads of the web server the direct way would be open. */
function mendable({ entries }: SetupJournal): readonly (LinesChange | GuardChange)[] {
  const changes = entries.flatMap(({ change, state }) => (state === 'made' ? [change] : []));
  const lines = changes.filter((change) => change.kind === 'lines');
  const last = lines.at(-1);
  const together = last === undefined ? [] : [{ ...last, insertions: lines.flatMap(({ insertions }) => insertions) }];
  return [...changes.filter((change) => change.kind === 'guard'), ...together];
}

/** Adds a step to what is set up, and makes it. */
export async function addStep(step: SetupStep, setup: Setup): Promise<void> {
  const journal = mustStand();
  await advance({ ...journal, entries: [...journal.entries, step] }, setup);
}

/** What was made with a time for confirming stays. */
export async function keepSetup(setup: Setup): Promise<void> {
  const journal = mustBeSetUp();
  await writeSetupJournal({ ...journal, confirmByMs: undefined });
  await forgetTimer(setup);
}

/** @throws StartError where there is nothing to be taken back, opened or closed */
export function mustBeSetUp(): SetupJournal {
  const journal = readSetupJournal();
  if (journal !== undefined) return journal;
  throw new StartError('EHOST', 'setup has changed nothing on this host');
}

function mustStand(): SetupJournal {
  const journal = mustBeSetUp();
  mustNotEnd(journal);
  return journal;
}

/** What is half taken back is not made again: its clients may call directly by now. */
function mustNotEnd({ isEnding }: SetupJournal): void {
  if (isEnding === true)
    throw new StartError('EHOST', 'taking setup back was broken off; finish that first: hearthgate setup --undo');
}

/** May be repeated: nobody knows how far an earlier call came. */
async function forgetTimer({ program }: Setup): Promise<void> {
  await unitsDeeds(program).takeBack(unitsOf([unconfirmedTimer]));
}

function stepOf({ entries }: SetupJournal, index: number): SetupStep {
  const step = entries[index];
  if (step === undefined) throw new RangeError(`the journal has no step ${index}`);
  return step;
}

/** The way back counts more than its record: a disk that is full does not keep it closed. */
async function keepOrSay(journal: SetupJournal, index: number, step: SetupStep, setup: Setup): Promise<SetupJournal> {
  try {
    return await keep(journal, index, step);
  } catch (error) {
    setup.tell(`the journal could not be written: ${errorText(error)}; call it again when that is mended`);
    return withStep(journal, index, step);
  }
}

async function keep(journal: SetupJournal, index: number, step: SetupStep): Promise<SetupJournal> {
  const next = withStep(journal, index, step);
  await writeSetupJournal(next);
  return next;
}

function withStep(journal: SetupJournal, index: number, step: SetupStep): SetupJournal {
  return { ...journal, entries: journal.entries.with(index, step) };
}
