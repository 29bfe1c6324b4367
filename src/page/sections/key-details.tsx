import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DecisionLine, DecisionsAnswer, KeyFields, LimitsAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { usePoll } from '../ask/use-poll.ts';
import { spanWords } from '../parts/times.ts';
import { UsedPlaces } from './used-places.tsx';
import { callsAt } from './calls-at.ts';
import { DecisionsTable } from './decisions-table.tsx';
import { ExplanationDialog } from './explanation-dialog.tsx';

interface KeyDetailsProps {
  readonly ask: Ask;
  readonly known: KeyFields;
}

const everyMs = 5000;

/** The last calls and refusals of a key, and what is counted for it. */
export function KeyDetails({ ask, known }: KeyDetailsProps): JSX.Element {
  const { key: keyId, panel, from } = known;
  const calls = usePoll(`decisions ${panel} ${keyId}`, everyMs, () => ask<DecisionsAnswer>('GET', '/decisions', { key: keyId }));
  const limits = usePoll(`limits ${keyId}`, everyMs, () => ask<LimitsAnswer>('GET', '/limits', { key: keyId }));
  const [explained, setExplained] = useState<DecisionLine>();
  const counted = (limits.answer?.counted ?? []).filter((each) => each.panel === panel);
  const shown = calls.answer && callsAt(panel, calls.answer);
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
      {from.length > 0 && <UsedPlaces from={from} />}
      {shown !== undefined && (
        <DecisionsTable
          label={`Last calls of ${keyId}`}
          decisions={shown.calls}
          empty={shown.none}
          explain={setExplained}
          hasDays
        />
      )}
      {explained !== undefined && <ExplanationDialog ask={ask} decision={explained} closed={() => setExplained(undefined)} />}
    </div>
  );
}
