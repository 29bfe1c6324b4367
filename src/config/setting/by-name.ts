import * as z from 'zod';
import type { Inheritable } from './inheritable.ts';

type ByName<Value extends z.ZodType> = z.ZodRecord<z.ZodString, Value>;

interface Options<Value, Held> {
  /** How what holds is handed on. */
  readonly as: (value: Value) => Held;
  /** What holds for names that are not given. */
  readonly presets?: ReadonlyMap<string, Held>;
}

/** Settings for names of one's own. A panel's entry replaces the inherited one of its name; the others stay. */
export function byName<Value extends z.ZodType, Held>(
  name: z.ZodString,
  value: Value,
  { as, presets }: Options<z.output<Value>, Held>,
): Inheritable<z.ZodPrefault<ByName<Value>>, z.ZodOptional<ByName<Value>>, ReadonlyMap<string, Held>> {
  const record = z.record(name, value);
  return {
    whole: record.prefault({}),
    part: record.optional(),
    held: (all, own) => {
      const given = Object.entries({ ...all, ...own }).map(([key, each]) => [key, as(each)] as const);
      return new Map([...(presets ?? []), ...given]);
    },
  };
}
