import type * as z from 'zod';

/** The name of the default in what zod keeps of a setting. In the schema itself zod drops a default of a value that is transformed. */
const note = 'usual';

/**
 * A setting that may be left out, for rules that have to know whether it was. Who reads it fills in the default; the manual and editors show it.
 */
export function leftOut<S extends z.ZodType>(setting: S, usual: string | number | boolean): z.ZodOptional<S> {
  return setting.optional().meta({ [note]: usual });
}

/** Puts the default of such a setting where JSON Schema has it. */
export function tellDefault(schema: z.core.JSONSchema.BaseSchema): void {
  if (!(note in schema)) return;
  schema.default = schema[note];
  delete schema[note];
}
