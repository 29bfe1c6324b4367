import type { ProvenFacts } from '../domain/judging/step.ts';
import type { KeyUse } from '../domain/judging/verdict.ts';
import { isNotedOnly } from '../domain/policy/key-policy.ts';
import type { ReportOnly } from '../domain/policy/report-only.ts';

/** `maxUses` of the key's policies: the fewest. It is no step: whether there is a use left is asked when the call is counted. */
export function keyUse({ policies, caller, base }: ProvenFacts, reportOnly: ReportOnly): KeyUse | undefined {
  let fewest: KeyUse | undefined;
  for (const { maxUses, source, report } of policies) {
    if (maxUses === undefined || maxUses >= (fewest?.uses ?? Number.POSITIVE_INFINITY)) continue;
    const isReported = isNotedOnly('key_used_up', report, { reportOnly, atMs: base.arrival.receivedMs });
    fewest = { key: caller.name, uses: maxUses, policy: source, isReported };
  }
  return fewest;
}
