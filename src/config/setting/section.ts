import * as z from 'zod';
import { isDuration } from '../values/duration.ts';
import { isMapping } from '../text/is-mapping.ts';

type Written<F extends z.ZodRawShape> = z.ZodObject<F, z.core.$strict>;
type Section<F extends z.ZodRawShape> = z.ZodType<WithUnits<z.output<Written<F>>>, z.input<Written<F>>>;

/** Values as they are read: the name of a duration says its unit, `timeout` becomes `timeoutMs`. */
export type WithUnits<Values> = {
  [Key in keyof Values as NameOf<Key, Values[Key]>]: WithoutBrand<Values[Key]>;
};

type Milliseconds = number & z.core.$brand<'ms'>;
type NameOf<Key, Value> = Extract<Value, Milliseconds> extends never ? Key : `${Key & string}Ms`;
type WithoutBrand<Value> = Value extends Milliseconds ? number : Value;

/** A mapping whose keys are all known. */
export function section<F extends z.ZodRawShape>(fields: F): Section<F>;
export function section(fields: z.ZodRawShape): z.ZodType {
  const written = z.strictObject(fields);
  const names = new Map(Object.entries(written.shape).map(([key, field]) => [key, settingName(key, field)]));
  // Also where some of them have faults, so that the rules find the others by one name.
  return written.superRefine(
    (values, context) => {
      context.value = Object.fromEntries(Object.entries(values).map(([key, value]) => [names.get(key) ?? key, value]));
    },
    { when: ({ value }) => isMapping(value) },
  );
}

/** The name under which a setting is read. */
export function settingName(key: string, field: z.core.$ZodType): string {
  return isDuration(field) ? `${key}Ms` : key;
}

/**
 * A section with a rule about several of its settings. The rule runs also where some of them have faults, so that every fault is told at
 * once; such a setting is then something that is neither undefined nor of its type, and the rule must not mind.
 */
export function ruled<S extends z.ZodType>(of: S, rule: (value: z.output<S>, fault: SectionFault) => void): S {
  return of.superRefine(
    (value, context) => rule(value, (at, text) => context.addIssue({ code: 'custom', path: [...at], params: { text } })),
    { when: ({ value }) => isMapping(value) },
  );
}

/** Adds a fault to something in the section, by the names that the configuration has; to the section itself with an empty path. */
export type SectionFault = (at: readonly PropertyKey[], text: string) => void;
