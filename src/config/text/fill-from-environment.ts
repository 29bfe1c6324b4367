import type { ConfigurationProblem } from './configuration-error.ts';
import { isMapping } from './is-mapping.ts';
import type { PlaceOf } from './parse-yaml.ts';
import { pathText } from './path-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Filled {
  readonly value: unknown;
  readonly problems: readonly ConfigurationProblem[];
}

/** Puts the environment's values where the configuration says `${NAME}`, as a whole value. Keys are never filled. */
export function fillFromEnvironment(value: unknown, env: Environment, placeOf: PlaceOf): Filled {
  const problems: ConfigurationProblem[] = [];
  const fault = (path: readonly PropertyKey[], text: string): void => {
    problems.push({ path: pathText(path), place: placeOf(path, 'value'), text });
  };
  return { value: fill({ value, path: [], above: [] }, env, fault), problems };
}

/** `${NAME}`, as a whole value. */
export const variable = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** The name in `${NAME}`; undefined for any other value. */
export function variableOf(value: unknown): string | undefined {
  return typeof value === 'string' ? variable.exec(value)?.[1] : undefined;
}

interface Place {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
  /** The mappings and lists in which it stands: an alias may lead back to one of them. */
  readonly above: readonly unknown[];
}

type Fault = (path: readonly PropertyKey[], text: string) => void;

function fill({ value, path, above }: Place, env: Environment, fault: Fault): unknown {
  if (above.includes(value)) return fault(path, 'refers to itself');
  if (typeof value === 'string') return fillText(value, env, (text) => fault(path, text));
  const inner = (child: unknown, step: PropertyKey): Place => ({ value: child, path: [...path, step], above: [...above, value] });
  if (Array.isArray(value)) return value.map((child, index) => fill(inner(child, index), env, fault));
  if (!isMapping(value)) return value;
  const filled = Object.entries(value).map(([key, child]) => {
    // Some readers of objects pass over this key in silence.
    if (key === '__proto__') fault([...path, key], 'unknown key');
    return [key, fill(inner(child, key), env, fault)] as const;
  });
  return Object.fromEntries(filled);
}

function fillText(text: string, env: Environment, fault: (text: string) => void): unknown {
  const name = variableOf(text);
  if (name === undefined) {
    if (text.includes('${')) fault('"${NAME}" stands for a whole value only, with a NAME of letters, digits and "_"');
    return text;
  }
  const filled = Object.hasOwn(env, name) ? env[name] : undefined;
  if (filled === undefined) fault(`the environment has no variable ${name}; set it, or write the value here`);
  return filled;
}
