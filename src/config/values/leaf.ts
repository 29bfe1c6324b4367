import * as z from 'zod';
import { quotesHint } from '../text/quotes-hint.ts';
import { textForm, type WrittenForm } from '../text/written-form.ts';

/** Adds a fault with its own text to a value or to something inside it. */
export type Fault = (text: string, at?: readonly PropertyKey[]) => undefined;

type Read<Value> = (raw: unknown, fault: Fault) => Value | undefined;
type Leaf<Value, Written> = z.ZodPipe<WrittenForm<Written>, z.ZodTransform<Value, Written>>;

/**
 * A setting that is read as one.
 *
 * @param expected what a good value is, to complete `expected …, found …`
 * @param read what the value stands for; undefined when it is no good. A reader that knows better words calls `fault`.
 * @param form how it is written; a text unless it is said
 */
export function leaf<Value>(expected: string, read: Read<Value>): Leaf<Value, string>;
export function leaf<Value, Written>(expected: string, read: Read<Value>, form: WrittenForm<Written>): Leaf<Value, Written>;
export function leaf<Value>(expected: string, read: Read<Value>, form: z.ZodType = textForm('text')): z.ZodType<Value> {
  return form.transform((raw, context): Value => {
    let faults = 0;
    const fault: Fault = (words, at = []) => {
      faults += 1;
      context.addIssue({ code: 'custom', path: [...at], params: { expected, text: words } });
    };
    const value = read(raw, fault);
    if (value !== undefined && faults === 0) return value;
    if (faults === 0) context.addIssue({ code: 'custom', params: { expected, hint: hintFor(raw, read) } });
    return z.NEVER;
  });
}

/** A number that would do as a text is told to be put in quotes. */
function hintFor(raw: unknown, read: (raw: unknown, fault: Fault) => unknown): string {
  const hint = quotesHint(raw);
  if (hint === '') return '';
  let faults = 0;
  const value = read(String(raw), () => void (faults += 1));
  return value === undefined || faults > 0 ? '' : hint;
}
