import type { JSX } from 'preact';

interface SearchFieldProps {
  readonly label: string;
  /** What can be looked for. */
  readonly hint: string;
  readonly wanted: string;
  readonly setWanted: (wanted: string) => void;
}

export function SearchField({ label, hint, wanted, setWanted }: SearchFieldProps): JSX.Element {
  return (
    <label>
      {label} <input type="search" value={wanted} placeholder={hint} onInput={(event) => setWanted(event.currentTarget.value)} />
    </label>
  );
}
