import type { ProvenFacts } from '../domain/judging/step.ts';
import type { KeyUse } from '../domain/judging/verdict.ts';
import type { ReportOnly } from '../domain/policy/report-only.ts';

/** `maxUses` of the key's policies: the fewest. It is no step: whether there is a use left is asked when the call is counted. */
export function keyUse({ policies, caller, base }: ProvenFacts, reportOnly: ReportOnly): KeyUse | undefined {
  let fewest: KeyUse | undefined;
  for (const { maxUses, source, report } of policies) {
    if (maxUses === undefined || maxUses >= (fewest?.uses ?? Number.POSITIVE_INFINITY)) continue;
    const isOwnReport = report.reasons.has('key_used_up') && base.arrival.receivedMs < report.untilMs;
    fewest = { key: caller.name, uses: maxUses, policy: source, isReported: isOwnReport || reportOnly.has('key_used_up') };
  }
  return fewest;
}
