import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaseResult } from '../judging/figure.ts';
import { valueFigure } from '../judging/value-figure.ts';
import { type AuditChainReport, auditChainReportSchema } from '../support/audit-chain-report.ts';
import type { Bench } from '../support/bench.ts';
import { firstMessage } from '../support/first-message.ts';
import { projectFile } from '../support/project-file.ts';
import { median } from '../judging/statistics.ts';

const part = 'q';
const calls = 30_000;
/** Some are asked on a connection that the gateway closes at that moment. */
const leastLines = 0.99 * calls;
const maxPercent = 15;

/** Which share of a refusal is the code of its line. */
export async function measureAuditChain(bench: Bench): Promise<CaseResult> {
  const reports: AuditChainReport[] = [];
  for (let round = 1; round <= bench.rounds; round += 1) {
    bench.progress(`round ${round} of ${bench.rounds}`);
    reports.push(await sealOnce(bench, round));
  }
  const seal = median(reports.map(({ perSealUs }) => perSealUs));
  const refusal = median(reports.map(({ perRefusalUs }) => perRefusalUs));
  const unwritten = reports.filter(({ lines }) => lines < leastLines).length;
  return {
    figures: [
      valueFigure({
        part,
        what: 'code of a line of the audit log, of a refusal: address not on the list',
        values: reports.map(({ perSealUs, perRefusalUs }) => (100 * perSealUs) / perRefusalUs),
        text: (percent) => `${percent.toFixed(1)} %`,
        reference: `${seal.toFixed(1)} us of ${refusal.toFixed(0)} us`,
        atMost: maxPercent,
        bar: `at most ${maxPercent} %`,
      }),
    ],
    remarks: unwritten === 0 ? [] : [`case ${part}: not every refusal had a line, in ${unwritten} rounds`],
  };
}

async function sealOnce({ workspace, cores }: Bench, round: number): Promise<AuditChainReport> {
  const folder = join(workspace.folder, `chain-${round}`);
  mkdirSync(folder, { mode: 0o700 });
  const script = fileURLToPath(new URL('../processes/audit-chain.js', import.meta.url));
  const args = [folder, projectFile('dist/modules/src'), String(calls)];
  const started = workspace.start({ core: cores.served, command: [process.execPath, script, ...args] });
  const report = auditChainReportSchema.parse(await firstMessage(started, 'audit-chain'));
  await started.stop();
  return report;
}
