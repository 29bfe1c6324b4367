import { z } from 'zod';

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
      if (faults === 0) context.addIssue({ code: 'custom', params: { expected } });
      return z.NEVER;
    })
    .meta({ description: expected });
}
