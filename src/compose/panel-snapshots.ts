import type { Clock } from '../domain/clock.ts';
import type { CommandTable } from '../domain/panel/command-facts.ts';
import type { Doubts } from '../domain/panel/doubts.ts';
import type { PanelStateSource } from '../domain/panel/panel-state.ts';
import type { ReportPolicy } from '../domain/policy/policy.ts';
import { allEnforced, type ReportOnly } from '../domain/policy/report-only.ts';
import type { Snapshot } from '../domain/judging/snapshot.ts';
import type { PanelLimits } from '../limits/panel-limits.ts';
import type { FollowedPolicy } from './clients/followed-policy.ts';
import { createListedKeys } from './clients/listed-keys.ts';

/** What is reported only, at this moment. */
export function reportOnlyNow({ reasons, untilMs }: ReportPolicy, clock: Clock): ReportOnly {
  return reasons.size > 0 && clock.wallMs() < untilMs ? reasons : allEnforced;
}

export interface SnapshotSources {
  readonly panel: string;
  readonly policy: Pick<FollowedPolicy, 'current'>;
  readonly state: Pick<PanelStateSource, 'current'>;
  readonly doubts: Doubts;
  /** Forget what was counted against a key before the panel listed it: a call is judged and counted by the same state. */
  readonly limits: Pick<PanelLimits, 'forgetUnknownAttempts'>;
  /** Older than this, and a state decides nothing. */
  readonly maxAgeMs: number;
}

/** What requests are judged by: the same object until the policy, the state or its being stale changes. */
export function panelSnapshots(
  { panel, policy, state, doubts, limits, maxAgeMs }: SnapshotSources,
  { clock, commands }: { readonly clock: Clock; readonly commands: CommandTable },
): () => Snapshot {
  const listedKeys = createListedKeys(() => state.current());
  let last: Snapshot | undefined;

  function next(): Snapshot {
    const now = state.current();
    const isStale = now === undefined || clock.monotonicMs() - now.readAtMs > maxAgeMs;
    const rules = policy.current();
    const reportOnly = reportOnlyNow(rules.report, clock);
    if (last?.state === now && last?.policy === rules && last.isStale === isStale && last.reportOnly === reportOnly) return last;
    return Object.freeze({ panel, policy: rules, reportOnly, state: now, isStale, commandTable: commands, doubts });
  }

  return () => {
    const isListed = listedKeys();
    if (isListed !== undefined) limits.forgetUnknownAttempts(isListed);
    last = next();
    return last;
  };
}
