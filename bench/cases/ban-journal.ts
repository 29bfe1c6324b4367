import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { valueFigure } from '../judging/value-figure.ts';
import { type BanJournalReport, banJournalReportSchema } from '../support/ban-journal-report.ts';
import type { Bench } from '../support/bench.ts';
import { firstMessage } from '../support/first-message.ts';
import { projectFile } from '../support/project-file.ts';

const part = 'p';
const bans = 100_000;
const bansASecond = 1000;
const maxPercent = 10;

/** Which share of the event loop's time the journal of bans takes. */
export async function measureBanJournal(bench: Bench): Promise<CaseResult> {
  const reports: BanJournalReport[] = [];
  for (let round = 1; round <= bench.rounds; round += 1) {
    bench.progress(`round ${round} of ${bench.rounds}`);
    reports.push(await keepOnce(bench, round));
  }
  const row = (what: string, of: (report: BanJournalReport) => number): Figure =>
    valueFigure({
      part,
      what: `${bans.toLocaleString('en')} bans: share of the event loop's time while ${what}`,
      values: reports.map((report) => of(report) * 100),
      text: (percent) => `${percent.toFixed(1)} %`,
      shown: 'most',
      atMost: maxPercent,
      bar: `at most ${maxPercent} %`,
    });
  return {
    figures: [
      row('they are written anew', ({ rewriteShare }) => rewriteShare),
      row(`${bansASecond.toLocaleString('en')} more begin in a second`, ({ appendShare }) => appendShare),
    ],
    remarks: [],
  };
}

async function keepOnce({ workspace, cores }: Bench, round: number): Promise<BanJournalReport> {
  const folder = join(workspace.folder, `bans-${round}`);
  mkdirSync(folder, { mode: 0o700 });
  const script = fileURLToPath(new URL('../processes/ban-journal.js', import.meta.url));
  const args = [folder, projectFile('dist/modules/src'), String(bans), String(bansASecond)];
  const started = workspace.start({ core: cores.served, command: [process.execPath, '--expose-gc', script, ...args] });
  const report = banJournalReportSchema.parse(await firstMessage(started, 'ban-journal'));
  await started.stop();
  return report;
}
