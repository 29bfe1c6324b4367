import { z } from 'zod';
import { quotesHint } from './quotes-hint.ts';

/** Adds a fault of its own words to a value or to something inside it. */
export type Fault = (text: string, at?: readonly PropertyKey[]) => undefined;

/**
 * A setting that is read as one.
 *
 * @param expected what a good value is, to complete `expected …, found …`
 * @param read what the value stands for; undefined when it is no good. A reader that knows better words calls `fault`.
 */
export function leaf<T>(expected: string, read: (raw: unknown, fault: Fault) => T | undefined) {
  return z
    .unknown()
    .transform((raw, context): T => {
      let faults = 0;
      const fault: Fault = (text, at = []) => {
        faults += 1;
        context.addIssue({ code: 'custom', path: [...at], params: { expected, text } });
      };
      const value = read(raw, fault);
      if (value !== undefined && faults === 0) return value;
      if (faults === 0) context.addIssue({ code: 'custom', params: { expected, hint: hintFor(raw, read) } });
      return z.NEVER;
    })
    .meta({ description: expected });
}

/** A number that would do as a text is told to be put in quotes. */
function hintFor(raw: unknown, read: (raw: unknown, fault: Fault) => unknown): string {
  const hint = quotesHint(raw);
  if (hint === '') return '';
  let faults = 0;
  const value = read(String(raw), () => void (faults += 1));
  return value === undefined || faults > 0 ? '' : hint;
}
