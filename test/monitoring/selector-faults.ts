import type { Family } from '../observe/metrics/exposition.ts';

/** Labels that Prometheus adds, or whose values are a configuration's. */
const anyValue: ReadonlySet<string> = new Set(['panel', 'file', 'job', 'instance', 'version', 'node', 'le']);
const addedByPrometheus: ReadonlySet<string> = new Set(['job', 'instance']);

/**
 * What of a query is about a metric, a label or a value that no gateway has, in words.
 *
 * @param recorded names of recording rules
 */
export function selectorFaults(
  query: string,
  families: ReadonlyMap<string, Family>,
  recorded: ReadonlySet<string> = new Set(),
): readonly string[] {
  const selectors = [...query.matchAll(/(?<![\w:."$])([a-z_]+:)?(?:hearthgate|nodejs|process)_[\w:]+(?:\{([^}]*)\})?/g)];
  return selectors.flatMap(([whole, level, matchers = '']) => {
    const name = whole.split('{')[0] ?? '';
    if (level !== undefined) return recorded.has(name) ? [] : [`${name} is not recorded`];
    const family = families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ''));
    return family === undefined ? [`there is no metric ${name}`] : matcherFaults(name, matchers, family);
  });
}

function matcherFaults(name: string, matchers: string, { samples }: Family): readonly string[] {
  return [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].flatMap(([, label = '', , value = '']) => {
    const values = new Set(samples.map(({ labels }) => labels.get(label)));
    if (addedByPrometheus.has(label)) return [];
    if (samples.length > 0 && values.has(undefined)) return [`${name} has no label ${label}`];
    if (anyValue.has(label)) return [];
    return value
      .split('|')
      .filter((each) => !values.has(each))
      .map((each) => `${name} has no ${label} ${each}`);
  });
}
