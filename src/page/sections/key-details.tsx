import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DecisionLine, DecisionsAnswer, LimitsAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { usePoll } from '../ask/use-poll.ts';
import { dateTime, spanWords } from '../parts/times.ts';
import { DecisionsTable } from './decisions-table.tsx';
import { ExplanationDialog } from './explanation-dialog.tsx';

interface KeyDetailsProps {
  readonly ask: Ask;
  readonly keyId: string;
  readonly panel: string;
}

const everyMs = 5000;

/** The last calls and refusals of a key, and what is counted for it. */
export function KeyDetails({ ask, keyId, panel }: KeyDetailsProps): JSX.Element {
  const calls = usePoll(`decisions ${keyId}`, everyMs, () => ask<DecisionsAnswer>('GET', '/decisions', { key: keyId }));
  const limits = usePoll(`limits ${keyId}`, everyMs, () => ask<LimitsAnswer>('GET', '/limits', { key: keyId }));
  const [explained, setExplained] = useState<DecisionLine>();
  const counted = (limits.answer?.counted ?? []).filter((each) => each.panel === panel);
  const decisions = (calls.answer?.decisions ?? []).filter((each) => each.panel === panel);
  return (
    <div class="details">
      {counted.length > 0 && (
        <ul class="counted">
          {counted.map(({ counted: what, used, of, refusedSeconds }) => (
            <li key={what}>
              {what}: {used} of {of}
              {refusedSeconds !== undefined && `, refused for ${spanWords(refusedSeconds)}`}
            </li>
          ))}
        </ul>
      )}
      {calls.answer !== undefined && (
        <DecisionsTable
          label={`Last calls of ${keyId}`}
          decisions={decisions}
          empty={`No call since ${dateTime(calls.answer.since)}; older ones are in the audit log.`}
          explain={setExplained}
          hasDays
        />
      )}
      {explained !== undefined && <ExplanationDialog ask={ask} decision={explained} close={() => setExplained(undefined)} />}
    </div>
  );
}
