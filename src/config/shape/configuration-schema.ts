import * as z from 'zod';
import { tellDefault } from '../setting/left-out.ts';
import { configurationShape } from './configuration-shape.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The configuration as JSON Schema (2020-12): for editors, for the manual, and to find the key that somebody meant. */
export function configurationSchema(): JsonSchema {
  return z.toJSONSchema(configurationShape, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ jsonSchema }) => tellDefault(jsonSchema),
  });
}
