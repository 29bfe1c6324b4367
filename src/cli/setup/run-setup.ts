import { parseDuration } from '../../config/units/parse-duration.ts';
import { systemClock } from '../../domain/clock.ts';
import { directCallers } from '../../host/direct-calls.ts';
import { onlyOne } from '../../setup/record/only-one.ts';
import { readSetupJournal, type SetupMode } from '../../setup/record/journal.ts';
import { planClose } from '../../setup/plan/close.ts';
import { makePlan } from '../../setup/plan/plan.ts';
import { factsText, planText } from '../../setup/plan/plan-text.ts';
import { addStep, apply, bypass, keepSetup, mend, mustBeSetUp, resume, type Setup, undo } from '../../setup/setup.ts';
import { callersText, isOpen, makeText, nextText, stateText, wasOpen } from './setup-words.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { jsonText } from '../../terminal/json-text.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { UsageError } from '../../terminal/usage-error.ts';

export interface SetupOptions {
  readonly apply: boolean;
  readonly undo: boolean;
  readonly close: boolean;
  readonly bypass: boolean;
  readonly resume: boolean;
  readonly mend: boolean;
  readonly keep: boolean;
  readonly confirm: string | undefined;
  readonly anyway: boolean;
  readonly overdue: boolean;
  readonly mode: SetupMode | undefined;
  readonly port: number | undefined;
  readonly json: boolean;
}

const verbs = ['apply', 'undo', 'close', 'bypass', 'resume', 'mend', 'keep'] as const;

/** @returns the exit code */
export async function runSetup(options: SetupOptions, terminal: Terminal): Promise<number> {
  const [verb, other] = verbs.filter((each) => options[each]);
  if (other !== undefined) throw new UsageError(`--${verb} and --${other} exclude each other`);
  if (options.confirm !== undefined && verb !== 'apply') throw new UsageError('--confirm belongs to --apply');
  if (options.anyway && verb !== 'close') throw new UsageError('--anyway belongs to --close');
  if (options.overdue && verb !== 'undo') throw new UsageError('--overdue belongs to --undo');
  const tell = (line: string): void => void terminal.stderr.write(`${line}\n`);
  // With nothing of the caller's but the program: the gateway is asked by it.
  const setup: Setup = { program: programOf(), tell };
  if (verb === undefined) return show(options, terminal);
  switch (verb) {
    case 'apply':
      return onlyOne(async () => applyPlan(options, setup, terminal));
    case 'close':
      return onlyOne(async () => close(setup, options.anyway));
    case 'undo':
      // Before the lock: the timer looks while another setup is still at work.
      if (options.overdue && !isOverdue()) return exitCode.ok;
      await onlyOne(async () => {
        // Again behind it: it may have been confirmed meanwhile.
        if (!options.overdue || isOverdue()) await undo(setup);
      });
      return exitCode.ok;
    case 'bypass': {
      const count = await onlyOne(async () => bypass(setup));
      tell(count > 0 || isBypassed() ? isOpen : wasOpen);
      return exitCode.ok;
    }
    case 'resume':
      await onlyOne(async () => resume(setup));
      return exitCode.ok;
    case 'mend':
      await onlyOne(async () => mend(setup));
      return exitCode.ok;
    case 'keep':
      await onlyOne(async () => keepSetup(setup));
      tell(`It stays. ${nextText(mustBeSetUp())}`);
      return exitCode.ok;
  }
}

/** The plan, or how far it has got. */
async function show({ mode, port, json }: SetupOptions, { stdout, env }: Terminal): Promise<number> {
  const journal = readSetupJournal();
  const { journal: shown, facts } =
    journal === undefined
      ? await makePlan({ mode: mode ?? usualMode, port, env, nowMs: systemClock.wallMs() }, programOf())
      : { journal, facts: undefined };
  // Inside, the calls in the logs went to the gateway.
  const callers = journal?.mode === 'inside' ? [] : await directCallers(sevenDaysAgo());
  if (json) {
    const steps = shown.entries.map(({ state, reason, change, closesDirectWay, overridden }) => ({
      state,
      reason,
      kind: change.kind,
      closesDirectWay,
      overridden,
    }));
    stdout.write(jsonText({ mode: shown.mode, port: shown.port, steps, callers }));
    return exitCode.ok;
  }
  if (facts !== undefined) stdout.write(factsText(facts));
  if (journal?.mode !== 'inside') stdout.write(`${callersText(callers)}\n`);
  stdout.write(`${await planText(shown.entries)}\n${facts === undefined ? stateText(shown) : makeText(shown)}`);
  return exitCode.ok;
}

async function applyPlan(options: SetupOptions, setup: Setup, { env }: Terminal): Promise<number> {
  const { mode, port, confirm } = options;
  const confirmMs = confirm === undefined ? undefined : parseDuration(confirm);
  if (confirm !== undefined && confirmMs === undefined)
    throw new UsageError(`expected a time such as 10m, found ${JSON.stringify(confirm)}`);
  const nowMs = systemClock.wallMs();
  const kept = readSetupJournal();
  if (kept !== undefined && (kept.mode !== (mode ?? kept.mode) || kept.port !== (port ?? kept.port)))
    throw new UsageError(
      `it was set up with --mode ${kept.mode} --port ${kept.port}; take that back first: hearthgate setup --undo`,
    );
  const journal = kept ?? (await makePlan({ mode: mode ?? usualMode, port, env, nowMs }, setup.program)).journal;
  const confirmByMs = confirmMs === undefined ? journal.confirmByMs : nowMs + confirmMs;
  await apply({ ...journal, confirmByMs }, setup).catch((error: unknown) => {
    setup.tell('Go on: hearthgate setup --apply; or take all back: hearthgate setup --undo');
    throw error;
  });
  if (isBypassed()) setup.tell(isOpen);
  else if (confirmByMs === undefined) setup.tell(nextText(journal));
  else setup.tell(`Taken back at ${new Date(confirmByMs).toISOString()} unless it is kept: hearthgate setup --keep`);
  return exitCode.ok;
}

function isOverdue(): boolean {
  const confirmByMs = readSetupJournal()?.confirmByMs;
  return confirmByMs !== undefined && confirmByMs <= systemClock.wallMs();
}

async function close(setup: Setup, isAnyway: boolean): Promise<number> {
  const { mode, entries } = mustBeSetUp();
  if (isBypassed()) {
    setup.tell(`hearthgate: ${isOpen}`);
    return exitCode.nothing;
  }
  if (entries.some(({ state }) => state !== 'made')) {
    setup.tell('hearthgate: not everything is set up; go on first: hearthgate setup --apply');
    return exitCode.nothing;
  }
  // Inside, the calls in the logs went to the gateway.
  const callers = mode === 'beside' ? await directCallers(sevenDaysAgo()) : [];
  if (callers.length > 0 && !isAnyway) {
    const lastAtMs = Math.max(...callers.map((caller) => caller.lastAtMs));
    setup.tell(
      `hearthgate: not closed, because these called the panel directly; let them call the gateway. It can be closed at ${new Date(lastAtMs + weekMs).toISOString()}, seven days after the last of these calls, or now: hearthgate setup --close --anyway\n${callersText(callers)}`,
    );
    return exitCode.refused;
  }
  if (callers.length > 0)
    setup.tell(`These are refused by the panel from now on, unless they call from this host:\n${callersText(callers)}`);
  const step = await planClose(callers);
  if (step === undefined) setup.tell('It is closed already.');
  else await addStep(step, setup);
  return exitCode.ok;
}

const weekMs = 7 * 86_400_000;

function sevenDaysAgo(): number {
  return systemClock.wallMs() - weekMs;
}

function isBypassed(): boolean {
  return readSetupJournal()?.entries.some(({ state }) => state === 'bypassed') ?? false;
}

/** As this process was called itself. */
function programOf(): readonly string[] {
  return [process.execPath, process.argv[1] ?? ''];
}

const usualMode = 'beside';
