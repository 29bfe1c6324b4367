/** JSON Schema (2020-12), as far as answers of the admin API need it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Fields that may be left out have a `?` behind their names. */
export function object(fields: Readonly<Record<string, Schema>>): Schema {
  const names = Object.keys(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), fields[name]])),
    required: names.filter((name) => !name.endsWith('?')),
    // A field may be added in a version of the program.
    additionalProperties: true,
  };
}

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

export function words(...all: readonly string[]): Schema {
  return { type: 'string', enum: all };
}

export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

/** By name. */
export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

export const text: Schema = { type: 'string' };
/** UTC. */
export const time: Schema = { type: 'string', format: 'date-time' };
export const whole: Schema = { type: 'integer', minimum: 0 };
export const trueOrFalse: Schema = { type: 'boolean' };
