import type { z } from 'zod';
import type { ConfigurationProblem } from '../text/configuration-error.ts';
import { configurationSchema, type JsonSchema } from '../shape/configuration-schema.ts';
import { variableOf } from '../text/fill-from-environment.ts';
import { foundText } from '../text/found-text.ts';
import { isMapping } from '../text/is-mapping.ts';
import { nearestKey } from '../text/nearest-key.ts';
import { pathText } from '../text/path-text.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** @param raw the configuration as it is written, before the environment's values are in it: those are never shown */
export function problemsOf(issues: readonly Issue[], raw: unknown): ConfigurationProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, raw, []));
}

function problemsOfIssue(issue: Issue, raw: unknown, above: Path): ConfigurationProblem[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: pathText([...path, key]), text: unknownKeyText(key, path) }));
    case 'invalid_union': {
      const branch = issue.errors.find((issues) =>
        issues.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
      );
      if (branch === undefined) return [problem(path, { expected: 'panel or { cert: FILE, key: FILE }' }, raw)];
      return branch.flatMap((inner) => problemsOfIssue(inner, raw, path));
    }
    case 'invalid_key':
      return [{ path: pathText(path), text: `expected ${issue.issues[0]?.message ?? 'another name'} as the key` }];
    case 'invalid_type':
      return [problem(path, { expected: issue.expected === 'array' ? 'a list' : 'a mapping' }, raw)];
    case 'custom':
      return [problem(path, issue.params ?? {}, raw)];
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_value':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return [{ path: pathText(path), text: issue.message }];
  }
}

function problem(
  path: Path,
  { expected, text, hint = '' }: Readonly<Record<string, unknown>>,
  raw: unknown,
): ConfigurationProblem {
  const variable = variableAt(raw, path);
  if (typeof text === 'string' && (variable === undefined || expected === undefined)) return { path: pathText(path), text };
  const found = variable === undefined ? foundText(valueAt(raw, path)) : `the value of \${${variable}}`;
  return { path: pathText(path), text: `expected ${String(expected)}, found ${found}${String(hint)}` };
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
