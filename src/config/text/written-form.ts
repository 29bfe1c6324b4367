import * as z from 'zod';
import { variable } from './fill-from-environment.ts';

/** How the configuration writes a value: its type, for defaults, and its JSON Schema, for editors and the manual. */
export type WrittenForm<Written> = z.ZodType<Written, Written>;

interface JsonForm {
  /** What it is, in a few words with its bounds and unit; not for words that are listed. */
  readonly title?: string;
  /** What a value may look like, for the schema. The reader decides what is refused. */
  readonly anyOf: readonly z.core.JSONSchema.BaseSchema[];
}

/** Every value may also come from the environment. */
export function writtenForm<Written>({ anyOf, ...others }: JsonForm): WrittenForm<Written> {
  return z.custom<Written>().meta({ ...others, anyOf: [...anyOf, { type: 'string', pattern: variable.source }] });
}

export function textForm(title: string): WrittenForm<string> {
  return z.custom<string>().meta({ title, type: 'string' });
}

/** Texts divided by commas or line ends may stand in place of a list. */
export const listForm: WrittenForm<readonly string[]> = z.custom<readonly string[]>().meta({
  title: 'list',
  anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }],
});

/** Nothing is good, so editors mark whatever is there. */
export const noForm: WrittenForm<never> = z.custom<never>().meta({ not: {} });
