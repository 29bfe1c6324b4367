import { fileURLToPath } from 'node:url';
import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import type { CaseResult, Figure } from '../support/figure.ts';
import { firstMessage } from '../support/first-message.ts';
import { type KeyLoadingReport, keyLoadingReportSchema } from '../support/key-loading-report.ts';
import { projectFile } from '../support/project-file.ts';
import { median } from '../support/statistics.ts';
import { manyEntries } from '../support/traffic.ts';

const part = 'h';
const maxStartMs = 3000;
const maxStopMs = 50;
const maxChangeMs = 2000;

/** How long a hundred thousand keys take to be read, for how long they keep others waiting, and how soon a change counts. */
export async function measureKeyLoading(bench: Bench): Promise<CaseResult> {
  bench.progress(`writing ${manyEntries} keys`);
  const root = await makeBenchFolder(bench.workspace, manyEntries);
  const reports: KeyLoadingReport[] = [];
  for (let round = 1; round <= bench.rounds; round += 1) {
    bench.progress(`round ${round} of ${bench.rounds}`);
    reports.push(await loadOnce(bench, { root, changedKey: round * 1000 }));
  }
  return {
    figures: [
      figure('start to the first complete state', { ms: median(reports.map(({ startMs }) => startMs)), mostMs: maxStartMs }),
      figure('longest stop meanwhile', { ms: Math.max(...reports.map(({ startStopMs }) => startStopMs)), mostMs: maxStopMs }),
      figure('change of one counts after', { ms: median(reports.map(({ changeMs }) => changeMs)), mostMs: maxChangeMs }),
      figure('longest stop meanwhile', { ms: Math.max(...reports.map(({ changeStopMs }) => changeStopMs)), mostMs: undefined }),
    ],
    remarks: [`the keys' files lie in memory, or were just written: no disk takes part in reading them`],
  };
}

async function loadOnce(
  { workspace, cores }: Bench,
  { root, changedKey }: { readonly root: string; readonly changedKey: number },
): Promise<KeyLoadingReport> {
  const script = fileURLToPath(new URL('../processes/key-loading.js', import.meta.url));
  const args = [root, projectFile('dist'), String(manyEntries), String(changedKey)];
  const started = workspace.start({ core: cores.served, command: [process.execPath, script, ...args] });
  const report = keyLoadingReportSchema.parse(await firstMessage(started, 'key-loading'));
  await started.stop();
  return report;
}

function figure(name: string, { ms, mostMs }: { readonly ms: number; readonly mostMs: number | undefined }): Figure {
  return {
    part,
    what: `${manyEntries.toLocaleString('en')} keys: ${name}`,
    gateway: `${ms.toFixed(0)} ms`,
    reference: '',
    ratio: undefined,
    bar: mostMs === undefined ? undefined : `at most ${mostMs} ms`,
    isMet: mostMs === undefined || ms <= mostMs,
  };
}
