import { byCommand, type Finding, tellOf } from '../look/finding.ts';
import type { GatewayAnswer, Looking } from '../look/looking.ts';
import { storeName } from './store-examination.ts';

const tell = tellOf('gateway');

/** The gateway that runs, by its own health page. */
export async function gatewayExamination(looking: Looking): Promise<readonly Finding[]> {
  // With faults in its file it goes on by what it was before.
  if (looking.configuration.kind === 'absent') return [];
  return judgeAnswer(await looking.gatewayAnswer());
}

/** Parts that never keep calls from being judged and forwarded, whatever they say. */
const remarks = /^(?:auth log|clients|configuration|data|process log|report-only)\b/;

export function judgeAnswer(answer: GatewayAnswer): readonly Finding[] {
  if (answer.kind === 'silent')
    return [tell.fault(answer.why, byCommand('systemctl restart hearthgate.service; journalctl --unit hearthgate.service'))];
  const odd = answer.lines.filter((line) => !line.startsWith(`${storeName}: `) && !isCalm(line));
  if (odd.length === 0) return [tell.well('it judges, records and forwards calls')];
  return odd.map((line) => {
    const isWarning = answer.isReady || remarks.test(line) || /^[^:]+: (?:ok|warning)\b/.test(line);
    return tell[isWarning ? 'warning' : 'fault'](line, byCommand('hearthgate status'));
  });
}

function isCalm(line: string): boolean {
  return /^[^:]+: (?:ok|expires in [^;]*)$/.test(line);
}
