import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DecisionLine } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { Section } from '../parts/section.tsx';
import { DecisionsTable } from './decisions-table.tsx';
import { ExplanationDialog } from './explanation-dialog.tsx';
import { useLive } from './use-live.ts';

interface LiveProps {
  readonly ask: Ask;
  readonly token: string;
}

const filters = ['key', 'address', 'reason'] as const;

/** Decisions as they come. */
export function LiveSection({ ask, token }: LiveProps): JSX.Element {
  const [filter, setFilter] = useState<Readonly<Record<string, string>>>({});
  const [isPaused, setPaused] = useState(false);
  const [explained, setExplained] = useState<DecisionLine>();
  const { decisions, notShown, waiting, fault } = useLive({ token, filter, isPaused });
  const pause = (
    <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
      {isPaused ? `Go on (${waiting} new)` : 'Pause'}
    </button>
  );
  return (
    <Section id="live" title="Live" fault={fault} beside={pause}>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          setFilter(filterIn(new FormData(event.currentTarget)));
        }}
      >
        {filters.map((name) => (
          <label key={name}>
            {name} <input name={name} type="text" autocomplete="off" spellcheck={false} />
          </label>
        ))}
        <button type="submit">Filter</button>
      </form>
      <DecisionsTable label="Decisions as they come" decisions={decisions} empty="Nothing came so far." explain={setExplained} />
      <p class="note">
        At most 50 a second are shown, and the newest 200 stay.{' '}
        {notShown > 0 && <b>{notShown.toLocaleString()} more came that are not shown.</b>}
      </p>
      {explained !== undefined && <ExplanationDialog ask={ask} decision={explained} close={() => setExplained(undefined)} />}
    </Section>
  );
}

function filterIn(form: FormData): Readonly<Record<string, string>> {
  const given = filters.map((name) => [name, form.get(name)] as const);
  return Object.fromEntries(
    given.flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [])),
  );
}
