import type { DecisionLine, DecisionsAnswer } from '../ask/answers.ts';
import { dateTime } from '../parts/times.ts';

/** Those of a panel, the newest first; and why there is none, where there is none: the gateway gives the newest of all panels together. */
export function callsAt(
  panel: string,
  { since, decisions }: DecisionsAnswer,
): { readonly calls: readonly DecisionLine[]; readonly none: string } {
  const calls = decisions.filter((each) => each.panel === panel);
  const none =
    decisions.length === 0
      ? `The audit log has no line of its calls since ${dateTime(since)}; refusals that it folds have none, and older lines are in its files.`
      : `The newest lines of its calls, ${decisions.length} since ${dateTime(since)}, are all of other panels; older ones are in the files of the audit log.`;
  return { calls, none };
}
