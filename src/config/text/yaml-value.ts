import { problemText } from './configuration-error.ts';
import { parseYaml } from './parse-yaml.ts';

/**
 * The value of a YAML text.
 *
 * @throws RangeError with everything that is wrong with it
 */
export function yamlValue(text: string): unknown {
  const { value, problems } = parseYaml(text);
  if (problems.length === 0) return value;
  throw new RangeError(problems.map(problemText).join('; '));
}
