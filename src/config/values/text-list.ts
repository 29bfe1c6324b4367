import { foundText } from '../text/found-text.ts';
import { type Fault, leaf } from './leaf.ts';
import { listForm } from '../text/written-form.ts';
import { quotesHint } from '../text/quotes-hint.ts';

/** One entry of a list, and where it stands in it: empty when the whole value was one text. */
export interface ListEntry {
  readonly text: string;
  readonly at: readonly number[];
}

/**
 * A list of texts. An entry, or the whole value, may hold several of them, one a line or divided by commas: so the panel's settings page
 * shows its list, and so the environment can give one.
 */
export function textList<T>(expected: string, read: (entries: readonly ListEntry[], fault: Fault) => T | undefined) {
  return leaf(
    expected,
    (raw, fault) => {
      if (typeof raw === 'string') return read(entriesIn(raw, []), fault);
      if (!Array.isArray(raw)) return undefined;
      const entries = raw.flatMap((item: unknown, index) => {
        if (typeof item === 'string') return entriesIn(item, [index]);
        fault(`expected a text, found ${foundText(item)}${quotesHint(item)}`, [index]);
        return [];
      });
      return read(entries, fault);
    },
    listForm,
  );
}

/** A list of texts of one form, each read by itself. */
export function listOf<T>(expected: string, readEntry: (text: string) => T | undefined) {
  return textList(`a list, each entry ${expected}`, (entries, fault) =>
    entries.flatMap(({ text, at }) => {
      const value = readEntry(text);
      if (value !== undefined) return [value];
      fault(`expected ${expected}, found ${JSON.stringify(text)}`, at);
      return [];
    }),
  );
}

function entriesIn(text: string, at: readonly number[]): ListEntry[] {
  const parts = text.split(/[,\r\n]/).map((part) => part.trim());
  return parts.filter((part) => part !== '').map((part) => ({ text: part, at }));
}
