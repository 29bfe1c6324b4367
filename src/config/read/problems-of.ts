import type { z } from 'zod';
import type { ConfigurationProblem } from '../text/configuration-error.ts';
import { configurationSchema, type JsonSchema } from '../shape/configuration-schema.ts';
import { variableOf } from '../text/fill-from-environment.ts';
import { foundText } from '../text/found-text.ts';
import { isMapping } from '../text/is-mapping.ts';
import { nearestKey } from '../text/nearest-key.ts';
import type { ParsedYaml } from '../text/parse-yaml.ts';
import { pathText } from '../text/path-text.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The configuration as it is written, before the environment's values are in it: those are never shown. */
type Written = Pick<ParsedYaml, 'value' | 'placeOf'>;

export function problemsOf(issues: readonly Issue[], written: Written): ConfigurationProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, written, []));
}

function problemsOfIssue(issue: Issue, written: Written, above: Path): ConfigurationProblem[] {
  const path = [...above, ...issue.path];
  const at = (what: 'key' | 'value'): Pick<ConfigurationProblem, 'path' | 'place'> => ({
    path: pathText(path),
    place: written.placeOf(path, what),
  });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, written));
    case 'invalid_union': {
      const branch = issue.errors.find((issues) =>
        issues.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
      );
      if (branch === undefined) return [problem(path, { expected: issue.message }, written)];
      return branch.flatMap((inner) => problemsOfIssue(inner, written, path));
    }
    case 'invalid_key':
      return [{ ...at('key'), text: `expected ${issue.issues[0]?.message ?? 'another name'} as the key` }];
    case 'invalid_type':
      return [problem(path, { expected: issue.expected === 'array' ? 'a list' : 'a mapping' }, written)];
    case 'custom':
      return [problem(path, issue.params ?? {}, written)];
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_value':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return [{ ...at('value'), text: issue.message }];
  }
}

function problem(
  path: Path,
  { expected, text, hint = '' }: Readonly<Record<string, unknown>>,
  { value, placeOf }: Written,
): ConfigurationProblem {
  const variable = variableAt(value, path);
  const at = { path: pathText(path), place: placeOf(path, 'value') };
  if (typeof text === 'string' && (variable === undefined || expected === undefined)) return { ...at, text };
  const found = variable === undefined ? foundText(valueAt(value, path)) : `the value of \${${variable}}`;
  return { ...at, text: `expected ${String(expected)}, found ${found}${String(hint)}` };
}

function unknownKey(key: string, path: Path, { placeOf }: Written): ConfigurationProblem {
  return { path: pathText([...path, key]), place: placeOf([...path, key], 'key'), text: unknownKeyText(key, path) };
}

function unknownKeyText(key: string, path: Path): string {
  const nearest = nearestKey(key, keysAt(configurationSchema(), path));
  return nearest === undefined ? 'unknown key' : `unknown key; did you mean "${nearest}"?`;
}

function keysAt(schema: JsonSchema, [step, ...rest]: Path): readonly string[] {
  const branches = [schema, ...(schema.anyOf ?? [])].filter(isSchema);
  if (step === undefined) return branches.flatMap((branch) => Object.keys(branch.properties ?? {}));
  return branches
    .flatMap((branch) => [branch.items, branch.properties?.[String(step)], branch.additionalProperties])
    .filter(isSchema)
    .flatMap((inner) => keysAt(inner, rest));
}

function isSchema(value: unknown): value is JsonSchema {
  return isMapping(value);
}

function variableAt(raw: unknown, path: Path): string | undefined {
  return path.map((_, length) => variableOf(valueAt(raw, path.slice(0, length + 1)))).find((name) => name !== undefined);
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce((value: unknown, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isMapping(value) ? value[String(step)] : undefined;
  }, raw);
}
