import type { Clock } from '../../domain/clock.ts';
import type { DecisionListener, DecisionsControl } from '../../domain/gateway/decisions-control.ts';
import { LiveDecisions } from '../../observe/decisions/live-decisions.ts';
import { RecentDecisions } from '../../observe/decisions/recent-decisions.ts';

/** Decisions as they come, and the newest of them. */
export function openDecisions(clock: Clock): { readonly told: DecisionListener; readonly control: DecisionsControl } {
  const recent = new RecentDecisions(clock.wallMs());
  const live = new LiveDecisions();
  return {
    told: (outcome, line) => {
      if (line !== undefined) recent.add(line);
      else if (outcome.result.kind === 'refused') recent.addFolded(outcome.panel, outcome.result.denial.reason);
      live.tell(outcome, line);
    },
    control: {
      recent: (filter, most) => recent.find(filter, most),
      watch: (filter, viewer) => live.watch(filter, viewer),
    },
  };
}
