import type { JsonSchema } from '../../src/config/shape/configuration-schema.ts';

/** One setting of the configuration, as its schema has it. */
export interface SchemaSetting {
  /** As the manual writes it: `listen[].host`, `limits.profiles.NAME.calls`. */
  readonly path: string;
  /** Markdown: `duration`, `number from 1 to 128`, words as code. */
  readonly typeText: string;
  /** As the manual writes it: `60s`, `[]`, `required`, `–`. */
  readonly defaultText: string;
  /** Markdown. */
  readonly description: string;
}

/** Every setting in the schema; sections are no settings, but what can be a section or a word is both. */
export function settingsIn(schema: JsonSchema, path = ''): SchemaSetting[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    if (typeof child === 'boolean') return [];
    const at = path === '' ? key : `${path}.${key}`;
    // The settings in it are those of another section, and the manual tells them there.
    if (typeof child['overrides'] === 'string') return [settingAt(at, child, '–')];
    const inner = insideOf(child, at);
    if (inner.length > 0 && child.anyOf === undefined) return inner;
    const isRequired = schema.required?.includes(key) === true;
    return [settingAt(at, child, defaultText(child, isRequired))].concat(inner);
  });
}

function settingAt(path: string, schema: JsonSchema, text: string): SchemaSetting {
  return { path, typeText: typeText(schema), defaultText: text, description: schema.description ?? '' };
}

function typeText(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.type === 'object') return 'section';
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(', ');
  const branches = (schema.anyOf ?? []).filter((branch) => branch.pattern === undefined);
  return branches.map(typeText).join(', ');
}

function insideOf(schema: JsonSchema, path: string): SchemaSetting[] {
  const inner = settingsIn(schema, path);
  if (isSchema(schema.items)) inner.push(...settingsIn(schema.items, `${path}[]`));
  if (isSchema(schema.additionalProperties)) inner.push(...namedIn(schema.additionalProperties, `${path}.NAME`));
  for (const branch of schema.anyOf ?? []) inner.push(...insideOf(branch, path));
  return inner;
}

/** What stands under names of one's own: sections, or one value each. */
function namedIn(schema: JsonSchema, path: string): SchemaSetting[] {
  const inner = settingsIn(schema, path);
  return inner.length > 0 ? inner : [settingAt(path, schema, '–')];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function defaultText(schema: JsonSchema, isRequired: boolean): string {
  if (schema.default === undefined) return isRequired ? 'required' : '–';
  return typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default);
}
