import { z } from 'zod';
import type { Inheritable } from './inheritable.ts';

type ByName<Value extends z.ZodType> = z.ZodRecord<z.ZodString, Value>;

/** Settings for names of one's own. A panel's entry replaces the inherited one of its name; the others stay. */
export function byName<Value extends z.ZodType, Held>(
  name: z.ZodString,
  value: Value,
  as: (value: z.output<Value>) => Held,
): Inheritable<z.ZodPrefault<ByName<Value>>, z.ZodOptional<ByName<Value>>, ReadonlyMap<string, Held>> {
  const record = z.record(name, value);
  return {
    whole: record.prefault({}),
    part: record.optional(),
    held: (all, own) => new Map(Object.entries({ ...all, ...own }).map(([key, each]) => [key, as(each)])),
  };
}
