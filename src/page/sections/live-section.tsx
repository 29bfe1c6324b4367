import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DecisionLine, DescriptionAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { Section } from '../parts/section.tsx';
import { clockTime } from '../parts/times.ts';
import { DecisionsTable } from './decisions-table.tsx';
import { ExplanationDialog } from './explanation-dialog.tsx';
import { useLive } from '../live/use-live.ts';

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
  const { decisions, notShown, waiting, gap, fault } = useLive({ ask, token, filter, isPaused });
  const [reasons, setReasons] = useState<readonly string[]>([]);
  useEffect(() => {
    // Without them a reason is typed.
    reasonsOf(ask).then(setReasons, () => undefined);
  }, [ask]);
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
            {name}{' '}
            <input
              name={name}
              type="text"
              autocomplete="off"
              spellcheck={false}
              list={name === 'reason' ? 'reasons' : undefined}
            />
          </label>
        ))}
        <datalist id="reasons">
          {reasons.map((reason) => (
            <option key={reason} value={reason} />
          ))}
        </datalist>
        <button type="submit">Filter</button>
      </form>
      <DecisionsTable label="Decisions as they come" decisions={decisions} empty="Nothing came so far." explain={setExplained} />
      <p class="note">
        At most 50 a second are shown, and the newest 200 stay.{' '}
        {notShown > 0 && <b>{notShown.toLocaleString()} more came that are not shown.</b>}{' '}
        {gap !== undefined &&
          `From ${clockTime(gap.fromMs)} to ${clockTime(gap.toMs)} nothing was followed: of then at most the newest 50 are shown, and no more is counted.`}
      </p>
      {explained !== undefined && <ExplanationDialog ask={ask} decision={explained} closed={() => setExplained(undefined)} />}
    </Section>
  );
}

function filterIn(form: FormData): Readonly<Record<string, string>> {
  const given = filters.map((name) => [name, form.get(name)] as const);
  return Object.fromEntries(
    given.flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [])),
  );
}

async function reasonsOf(ask: Ask): Promise<readonly string[]> {
  const { paths } = await ask<DescriptionAnswer>('GET', '/openapi.json');
  return paths['/api/v1/live']?.get?.parameters?.find(({ name }) => name === 'reason')?.schema.enum ?? [];
}
