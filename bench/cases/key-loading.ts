import { fileURLToPath } from 'node:url';
import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import type { CaseResult } from '../judging/figure.ts';
import { firstMessage } from '../support/first-message.ts';
import { type KeyLoadingReport, keyLoadingReportSchema } from '../support/key-loading-report.ts';
import { projectFile } from '../support/project-file.ts';
import { valueFigure, type ValueToTell } from '../judging/value-figure.ts';
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
  const disturbances = bench.disturbances();
  const row = (name: string, of: (report: KeyLoadingReport) => number): ValueToTell => ({
    part,
    what: `${manyEntries.toLocaleString('en')} keys: ${name}`,
    values: reports.map(of),
    text: (ms) => `${ms.toFixed(0)} ms`,
    disturbances,
  });
  return {
    figures: [
      valueFigure({ ...row('start to the first complete state', ({ startMs }) => startMs), atMost: maxStartMs }),
      valueFigure({ ...row('longest stop meanwhile', ({ startStopMs }) => startStopMs), atMost: maxStopMs, shown: 'most' }),
      valueFigure({ ...row('change of one counts after', ({ changeMs }) => changeMs), atMost: maxChangeMs }),
      valueFigure({ ...row('longest stop meanwhile', ({ changeStopMs }) => changeStopMs), shown: 'most' }),
    ],
    remarks: [`the keys' files lie in memory, or were just written: no disk takes part in reading them`],
  };
}

async function loadOnce(
  { workspace, cores }: Bench,
  { root, changedKey }: { readonly root: string; readonly changedKey: number },
): Promise<KeyLoadingReport> {
  const script = fileURLToPath(new URL('../processes/key-loading.js', import.meta.url));
  const args = [root, projectFile('dist/modules/src'), String(manyEntries), String(changedKey)];
  const started = workspace.start({ core: cores.served, command: [process.execPath, script, ...args] });
  const report = keyLoadingReportSchema.parse(await firstMessage(started, 'key-loading'));
  await started.stop();
  return report;
}
