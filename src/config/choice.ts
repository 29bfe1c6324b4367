import { leaf } from './leaf.ts';

/** One of several words. */
export function choice<Word extends string>(...words: readonly Word[]) {
  const expected = words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
  return leaf(expected, (raw) => words.find((word) => word === raw));
}
