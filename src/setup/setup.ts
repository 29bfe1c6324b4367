import { StartError } from '../domain/start-error.ts';
import { deedsOf } from './changes/deeds-of.ts';
import type { GuardChange, LinesChange } from './changes/change.ts';
import { panelPaths } from '../host/panel-paths.ts';
import { mustBeReady } from './changes/must-be-ready.ts';
import { unitsDeeds } from './changes/units-change.ts';
import { unconfirmedTimer } from '../host/installed.ts';
import { type SetupStep, type SetupJournal, readSetupJournal, removeJournal, writeSetupJournal } from './record/journal.ts';
import { unitsOf } from './plan/entries.ts';

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
  await writeSetupJournal(journal);
  if (journal.confirmByMs !== undefined) await unitsDeeds(setup.program).make(unitsOf([unconfirmedTimer]));
  await advance(journal, setup);
}

/** The gateway may just have been started. */
const closingPatienceMs = 5000;

/** Makes every entry of a journal that is not made, except what a bypass took back. @returns the journal as it is then */
async function advance(journal: SetupJournal, setup: Setup): Promise<SetupJournal> {
  let now = journal;
  for (const [index, entry] of journal.entries.entries()) {
    if (entry.state === 'made' || entry.state === 'bypassed') continue;
    // Who closes the direct way while the gateway is away leaves nobody a way.
    if (entry.closesDirectWay) await mustBeReady(setup.program, closingPatienceMs);
    const change = entry.state === 'planned' ? await deedsOf(entry.change, setup.program).refreshed() : entry.change;
    now = await keep(now, index, { ...entry, change, state: 'begun' });
    await makeOrTakeBack({ ...entry, change }, setup);
    now = await keep(now, index, { ...entry, change, state: 'made' });
    setup.tell(`done: ${entry.reason}`);
  }
  return now;
}

async function makeOrTakeBack({ change, reason }: SetupStep, { program, tell }: Setup): Promise<void> {
  try {
    await deedsOf(change, program).make();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await deedsOf(change, program)
      .takeBack()
      .catch((again: unknown) => tell(`not taken back: ${again instanceof Error ? again.message : String(again)}`));
    throw new StartError(
      'EHOST',
      `the step "${reason}" failed and is taken back: ${why}\nThen go on: hearthgate setup --apply; or take all back: hearthgate setup --undo`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Takes back everything that setup has changed, the last first. What others changed since stays and is named.
 *
 * @throws StartError where a step cannot be taken back; those before it are, and the next call goes on
 */
export async function undo(setup: Setup): Promise<void> {
  const journal = mustBeSetUp();
  let now = journal;
  for (const [index, entry] of [...journal.entries.entries()].toReversed()) {
    if (entry.state === 'planned') continue;
    if (entry.state !== 'bypassed') now = await takeBack(now, index, setup);
    now = await keep(now, index, { ...entry, state: 'planned' });
  }
  await forgetTimer(journal, setup);
  removeJournal();
}

/** Opens the direct way to the panel again, with nothing but the journal: gateway, Redis and configuration may be broken. */
export async function bypass(setup: Setup): Promise<void> {
  const journal = mustBeSetUp();
  let now = journal;
  for (const [index, entry] of [...journal.entries.entries()].toReversed()) {
    if (!entry.closesDirectWay || (entry.state !== 'made' && entry.state !== 'begun')) continue;
    now = await takeBack(now, index, setup);
    now = await keep(now, index, { ...entry, state: 'bypassed' });
  }
}

/** Takes one entry back. What that would lose is in the journal first. @returns the journal as it is then */
async function takeBack(journal: SetupJournal, index: number, { program, tell }: Setup): Promise<SetupJournal> {
  const entry = journal.entries[index];
  if (entry === undefined) return journal;
  const change = entry.state === 'made' ? await deedsOf(entry.change, program).remembered() : entry.change;
  const now = await keep(journal, index, { ...entry, change, state: 'begun' });
  for (const line of await deedsOf(change, program).takeBack()) tell(`stays: ${line}`);
  tell(`taken back: ${entry.reason}`);
  return now;
}

/** Closes what `bypass` opened. */
export async function resume(setup: Setup): Promise<void> {
  const journal = mustBeSetUp();
  const entries = journal.entries.map((entry): SetupStep =>
    entry.state === 'bypassed' ? { ...entry, state: 'planned' } : entry,
  );
  await advance({ ...journal, entries }, setup);
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
export async function addStep(entry: SetupStep, setup: Setup): Promise<void> {
  const journal = mustBeSetUp();
  await advance({ ...journal, entries: [...journal.entries, entry] }, setup);
}

/** What was made with a time for confirming stays. */
export async function keepSetup(setup: Setup): Promise<void> {
  const journal = mustBeSetUp();
  await writeSetupJournal({ ...journal, confirmByMs: undefined });
  await forgetTimer(journal, setup);
}

/** @throws StartError where there is nothing to be taken back, opened or closed */
export function mustBeSetUp(): SetupJournal {
  const journal = readSetupJournal();
  if (journal !== undefined) return journal;
  throw new StartError('EHOST', 'setup has changed nothing on this host');
}

async function forgetTimer({ confirmByMs }: SetupJournal, { program }: Setup): Promise<void> {
  if (confirmByMs !== undefined) await unitsDeeds(program).takeBack(unitsOf([unconfirmedTimer]));
}

async function keep(journal: SetupJournal, index: number, entry: SetupStep): Promise<SetupJournal> {
  const entries = journal.entries.map((each, at) => (at === index ? entry : each));
  const next = { ...journal, entries };
  await writeSetupJournal(next);
  return next;
}
