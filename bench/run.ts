/*
 * What the gateway costs, and against what. `npm run bench`; `-- b i` for single cases, `-- --write` to keep the results of all.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureAddedTime } from './cases/added-time.ts';
import { measureAddressFlood } from './cases/address-flood.ts';
import { measureAuditChain } from './cases/audit-chain.ts';
import { measureBanJournal } from './cases/ban-journal.ts';
import { measureClosedAtAccept } from './cases/closed-at-accept.ts';
import { measureCostlyBodies } from './cases/costly-bodies.ts';
import { measureFootprint } from './cases/footprint.ts';
import { measureHangingPanel } from './cases/hanging-panel.ts';
import { measureHangingRedis } from './cases/hanging-redis.ts';
import { measureKeyLoading } from './cases/key-loading.ts';
import { measureLongLists } from './cases/long-lists.ts';
import { measureNginxLua } from './cases/nginx-lua.ts';
import { measurePanelFloods } from './cases/panel-floods.ts';
import { measurePermittedCalls } from './cases/permitted-calls.ts';
import { measureRedisCounters } from './cases/redis-counters.ts';
import { measureRefusedCalls } from './cases/refused-calls.ts';
import { measureUnreadAnswers } from './cases/unread-answers.ts';
import type { Bench } from './support/bench.ts';
import { findCores } from './support/cores.ts';
import { exitCodeOf } from './judging/exit-code.ts';
import type { CaseResult } from './judging/figure.ts';
import { Load } from './support/load.ts';
import { machineFacts } from './support/machine-facts.ts';
import { watchOtherWork } from './support/other-work.ts';
import { projectFile } from './support/project-file.ts';
import { tableText } from './judging/table-text.ts';
import { invalidityLines, validityText } from './judging/validity-text.ts';
import { Workspace } from './support/workspace.ts';

const cases: Readonly<Record<string, (bench: Bench) => Promise<CaseResult>>> = {
  a: measureRefusedCalls,
  b: measurePermittedCalls,
  c: measureAddedTime,
  d: measureLongLists,
  e: measureFootprint,
  f: measureNginxLua,
  g: measureHangingPanel,
  h: measureKeyLoading,
  i: measureRedisCounters,
  j: measureAddressFlood,
  k: measureHangingRedis,
  l: measureClosedAtAccept,
  m: measureCostlyBodies,
  n: measurePanelFloods,
  o: measureUnreadAnswers,
  p: measureBanJournal,
  q: measureAuditChain,
};

interface Options {
  readonly letters: readonly string[];
  readonly rounds: number;
  readonly roundMs: number;
  readonly isWritten: boolean;
}

/** @returns the exit code */
async function run({ letters, rounds, roundMs, isWritten }: Options): Promise<number> {
  const cores = findCores();
  const workspace = new Workspace();
  const leave = (): void => {
    workspace.dispose();
    process.exit(130);
  };
  process.once('SIGINT', leave).once('SIGTERM', leave);
  try {
    keepAwake(workspace, cores.load);
    const load = new Load(workspace, cores.load);
    const results: CaseResult[] = [];
    for (const letter of letters) {
      const progress = (text: string): void => console.error(`case ${letter}: ${text}`);
      const disturbances = watchOtherWork(cores);
      const bench = { workspace, cores, load, rounds, roundMs, disturbances, progress };
      const result = await settle(letter, cases[letter]?.(bench));
      const others = disturbances().map((text) => `case ${letter}: ${text}`);
      results.push({ ...result, remarks: [...result.remarks, ...others] });
    }
    const text = reportText(results, `${machineFacts(cores)}; ${rounds} rounds of ${roundMs / 1000} s each`);
    console.log(text);
    if (isWritten)
      writeFileSync(
        projectFile('bench/RESULTS.md'),
        `# What the gateway costs\n\n${text}\nWritten by \`npm run bench -- --write\`.\n`,
      );
    return exitCodeOf(results);
  } finally {
    workspace.dispose();
  }
}

/**
 * Keeps the load's core from falling asleep, with a process that yields to every other. Waking a sleeping core costs the one who writes to
 * it several microseconds a call, on a virtual machine above all: that would be charged to the slower of two sides, which leaves the load
 * more time to sleep.
 */
function keepAwake(workspace: Workspace, core: number): void {
  workspace.start({ core, command: ['chrt', '--idle', '0', process.execPath, '-e', 'for (;;);'] });
}

/** A case that fails is a remark; the others have their figures all the same. */
async function settle(letter: string, result: Promise<CaseResult> | undefined): Promise<CaseResult> {
  try {
    return (await result) ?? { figures: [], remarks: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { figures: [], remarks: [`case ${letter} FAILED: ${why}`], isBroken: true };
  }
}

function reportText(results: readonly CaseResult[], facts: string): string {
  const figures = results.flatMap((result) => result.figures);
  const remarks = [...invalidityLines(figures), ...results.flatMap((result) => result.remarks)];
  const list = remarks.map((remark) => `- ${remark}\n`).join('');
  return `${validityText(results)}\n\n${legend}\n\n${tableText(figures)}\n\n${facts}.\n${list === '' ? '' : `\n${list}`}`;
}

const legend =
  'Costs are processor time of the measured process for an answer, with answers a second beside it. Their ratio is the cost of what is compared ' +
  'with, divided by the gateway\'s; where the bar says "at most", it is the gateway\'s divided by the other. Ratios are taken round by round, with the ' +
  'sides in turn. A row is not valid where the load was the limit, where something else held a side back, where a side was not warm, or where ' +
  'the ratios of its rounds differ by more than 15 %; before that, up to four times as many rounds are made, and the last ones count.';

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '2' },
      write: { type: 'boolean', default: false },
    },
  });
  const letters = positionals.length === 0 ? Object.keys(cases) : positionals;
  const unknown = letters.find((letter) => cases[letter] === undefined);
  if (unknown !== undefined) throw new Error(`a case: expected one of ${Object.keys(cases).join(', ')}, found "${unknown}"`);
  if (values.write && positionals.length > 0) throw new Error('--write keeps the results of all cases: name none beside it');
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (!(rounds >= 2 && seconds > 0)) throw new Error('expected two --rounds or more, and --seconds above zero');
  return { letters, rounds, roundMs: seconds * 1000, isWritten: values.write };
}

process.exit(await run(readOptions()));
