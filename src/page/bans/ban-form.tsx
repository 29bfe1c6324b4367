import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Question } from '../parts/dialog.tsx';
import { spanWords } from '../parts/times.ts';

export interface TypedBan {
  readonly address: string;
  readonly seconds: number;
  readonly note: string;
}

interface BanFormProps {
  /** @returns whether it is in force: what was typed is then not needed any more */
  readonly ban: (terms: TypedBan) => Promise<boolean>;
}

const spans = [600, 3600, 86_400, 604_800, 2_592_000];
const usualSeconds = 3600;

/** Bans an address or a network, after a question. */
export function BanForm({ ban }: BanFormProps): JSX.Element {
  const [address, setAddress] = useState('');
  const [seconds, setSeconds] = useState(usualSeconds);
  const [note, setNote] = useState('');
  const [isAsked, setAsked] = useState(false);
  const confirmed = async (): Promise<void> => {
    if (!(await ban({ address: address.trim(), seconds, note: note.trim() }))) return;
    setAddress('');
    setNote('');
  };
  return (
    <>
      <form
        class="filters"
        aria-label="Add a ban"
        onSubmit={(event) => {
          event.preventDefault();
          if (address.trim() !== '') setAsked(true);
        }}
      >
        <label>
          ban address or network{' '}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={address}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
        <label>
          for{' '}
          <select value={String(seconds)} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
            {spans.map((each) => (
              <option key={each} value={String(each)}>
                {spanWords(each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          note{' '}
          <input
            type="text"
            autocomplete="off"
            maxLength={160}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <button type="submit">Ban…</button>
      </form>
      {isAsked && (
        <Question
          title="Ban it?"
          yes={`Ban for ${spanWords(seconds)}`}
          closed={() => setAsked(false)}
          confirmed={() => void confirmed()}
        >
          <p>
            <code>{address.trim()}</code> is refused at every panel for {spanWords(seconds)}, also with a right key.
          </p>
        </Question>
      )}
    </>
  );
}
