import { parseDuration } from '../../config/units/parse-duration.ts';
import { systemClock } from '../../domain/clock.ts';
import { type DirectCaller, directCallers } from '../../host/direct-calls.ts';
import { onlyOne } from '../../setup/record/only-one.ts';
import { readSetupJournal, type SetupJournal, type SetupMode } from '../../setup/record/journal.ts';
import { planClose } from '../../setup/plan/close.ts';
import { makePlan } from '../../setup/plan/plan.ts';
import { factsText, planText } from '../../setup/plan/plan-text.ts';
import { addStep, apply, bypass, keepSetup, mend, mustBeSetUp, resume, type Setup, undo } from '../../setup/setup.ts';
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
  readonly overdue: boolean;
  readonly mode: SetupMode;
  readonly port: number | undefined;
  readonly json: boolean;
}

const verbs = ['apply', 'undo', 'close', 'bypass', 'resume', 'mend', 'keep'] as const;

/** @returns the exit code */
export async function runSetup(options: SetupOptions, terminal: Terminal): Promise<number> {
  const [verb, other] = verbs.filter((each) => options[each]);
  if (other !== undefined) throw new UsageError(`--${verb} and --${other} exclude each other`);
  if (options.confirm !== undefined && verb !== 'apply') throw new UsageError('--confirm belongs to --apply');
  if (options.overdue && verb !== 'undo') throw new UsageError('--overdue belongs to --undo');
  const tell = (line: string): void => void terminal.stderr.write(`${line}\n`);
  // With nothing of the caller's but the program: the gateway is asked by it.
  const setup: Setup = { program: [process.execPath, process.argv[1] ?? ''], tell };
  if (verb === undefined) return show(options, terminal);
  switch (verb) {
    case 'apply':
      return onlyOne(async () => applyPlan(options, setup, terminal));
    case 'close':
      return onlyOne(async () => close(setup));
    case 'undo':
      // Before the lock: the timer looks while another setup is still at work.
      if (options.overdue && !isOverdue()) return exitCode.ok;
      return onlyOne(async () => takeBack(options, setup));
    case 'bypass':
      await onlyOne(async () => bypass(setup));
      tell("The direct way is open: clients may call the panel's own port. Close it again: hearthgate setup --resume");
      return exitCode.ok;
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
  const planned = journal === undefined ? await makePlan({ mode, port, env, nowMs: systemClock.wallMs() }) : undefined;
  const { entries } = planned?.journal ?? mustBeSetUp();
  const callers = await directCallers(sevenDaysAgo());
  if (json) {
    const steps = entries.map(({ state, reason, change, closesDirectWay }) => ({
      state,
      reason,
      kind: change.kind,
      closesDirectWay,
    }));
    stdout.write(
      jsonText({ mode: planned?.facts.mode ?? journal?.mode, port: planned?.facts.port ?? journal?.port, steps, callers }),
    );
    return exitCode.ok;
  }
  if (planned !== undefined) stdout.write(factsText(planned.facts));
  stdout.write(`${callersText(callers)}\n${await planText(entries)}`);
  if (journal?.confirmByMs !== undefined)
    stdout.write(`\nTaken back at ${new Date(journal.confirmByMs).toISOString()} unless it is kept: hearthgate setup --keep\n`);
  stdout.write(
    planned === undefined
      ? '\nTake it back: hearthgate setup --undo\n'
      : `\nNothing is changed yet. Make it: hearthgate setup ${mode === 'beside' ? '' : `--mode ${mode} `}--apply --confirm 10m\n`,
  );
  return exitCode.ok;
}

async function applyPlan(options: SetupOptions, setup: Setup, { env }: Terminal): Promise<number> {
  const { mode, port, confirm } = options;
  const confirmMs = confirm === undefined ? undefined : parseDuration(confirm);
  if (confirm !== undefined && confirmMs === undefined)
    throw new UsageError(`expected a time such as 10m, found ${JSON.stringify(confirm)}`);
  const nowMs = systemClock.wallMs();
  const journal = readSetupJournal() ?? (await makePlan({ mode, port, env, nowMs })).journal;
  if (journal.mode !== mode)
    throw new UsageError(`it was set up with --mode ${journal.mode}; take that back first: hearthgate setup --undo`);
  const confirmByMs = confirmMs === undefined ? journal.confirmByMs : nowMs + confirmMs;
  await apply({ ...journal, confirmByMs }, setup);
  setup.tell(
    confirmByMs === undefined
      ? nextText(journal)
      : `Taken back in ${confirm ?? 'a while'} unless it is kept: hearthgate setup --keep`,
  );
  return exitCode.ok;
}

async function takeBack(options: SetupOptions, setup: Setup): Promise<number> {
  // Again behind the lock: it may have been confirmed meanwhile.
  if (!options.overdue || isOverdue()) await undo(setup);
  return exitCode.ok;
}

function isOverdue(): boolean {
  const confirmByMs = readSetupJournal()?.confirmByMs;
  return confirmByMs !== undefined && confirmByMs <= systemClock.wallMs();
}

async function close(setup: Setup): Promise<number> {
  const { mode, entries } = mustBeSetUp();
  if (entries.some(({ state }) => state !== 'made')) {
    setup.tell('hearthgate: not everything is set up; go on first: hearthgate setup --apply');
    return exitCode.nothing;
  }
  // Inside, the calls in the logs went to the gateway.
  const callers = mode === 'beside' ? await directCallers(sevenDaysAgo()) : [];
  if (callers.length > 0) {
    const lastAtMs = Math.max(...callers.map((caller) => caller.lastAtMs));
    setup.tell(
      `hearthgate: not closed, because these called the panel directly; let them call the gateway. It can be closed at ${new Date(lastAtMs + weekMs).toISOString()}, seven days after the last of these calls:\n${callersText(callers)}`,
    );
    return exitCode.refused;
  }
  const entry = await planClose();
  if (entry === undefined) setup.tell('It is closed already.');
  else await addStep(entry, setup);
  return exitCode.ok;
}

const weekMs = 7 * 86_400_000;

function sevenDaysAgo(): number {
  return systemClock.wallMs() - weekMs;
}

function callersText(callers: readonly DirectCaller[]): string {
  if (callers.length === 0) return 'Nobody has called the panel directly within seven days.\n';
  const lines = callers.map(({ address, keys, calls, lastAtMs }) => {
    const who = keys.length > 0 ? `keys ${keys.join(', ')}` : 'a password, or keys that the log does not tell';
    return `  ${address}: ${calls} ${calls === 1 ? 'call' : 'calls'}, the last at ${new Date(lastAtMs).toISOString()}; ${who}\n`;
  });
  return `Called the panel directly within seven days:\n${lines.join('')}`;
}

function nextText({ mode, port }: SetupJournal): string {
  const where = mode === 'inside' ? '' : ` Let clients call port ${port}; when all do: hearthgate setup --close.`;
  return `The gateway is set up.${where} How it is: hearthgate status`;
}
