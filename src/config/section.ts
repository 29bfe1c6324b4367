import { z } from 'zod';
import { isMapping } from './is-mapping.ts';

/** A mapping whose keys are all known. */
export const section = z.strictObject;

/**
 * A section with a rule about several of its settings. The rule runs also where some of them have faults, so that every fault is told at
 * once; such a setting is then something that is neither undefined nor of its type, and the rule must not mind.
 */
export function ruled<S extends z.ZodObject>(of: S, rule: (value: z.output<S>, fault: SectionFault) => void): S {
  return of.superRefine(
    (value, context) => rule(value, (at, text) => context.addIssue({ code: 'custom', path: [...at], params: { text } })),
    { when: ({ value }) => isMapping(value) },
  );
}

/** Adds a fault to something in the section; to the section itself with an empty path. */
export type SectionFault = (at: readonly PropertyKey[], text: string) => void;
