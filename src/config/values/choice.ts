import { leaf } from './leaf.ts';
import { writtenForm } from '../text/written-form.ts';

/** One of several words. */
export function choice<Word extends string>(...words: readonly Word[]) {
  return leaf(
    expectedWords(words),
    (raw) => words.find((word) => word === raw),
    writtenForm<Word>({ anyOf: [{ enum: [...words] }] }),
  );
}

/** `a, b or c`. */
export function expectedWords(words: readonly string[]): string {
  return words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
}
