import { systemClock } from '../../domain/clock.ts';
import { ConfigurationError } from '../text/configuration-error.ts';
import { type Configuration, configurationShape } from '../shape/configuration-shape.ts';
import { type Environment, fillFromEnvironment } from '../text/fill-from-environment.ts';
import { parseYaml } from '../text/parse-yaml.ts';
import { problemsOf } from './problems-of.ts';
import { problemsOfTimes } from './problems-of-times.ts';

export interface Source {
  /** The file's path: for messages, and because paths in the configuration count from the file's folder. */
  readonly file: string;
  /** What `${NAME}` stands for. */
  readonly env: Environment;
  /** Wall clock, milliseconds since 1970, for the settings that say a time: the present unless it is said. */
  readonly nowMs?: number;
}

/**
 * Reads a configuration, setting by setting as it is written, with the defaults.
 *
 * @throws ConfigurationError with everything that is wrong with it
 */
export function readConfiguration(text: string, { file, env, nowMs = systemClock.wallMs() }: Source): Configuration {
  const yaml = parseYaml(text);
  if (yaml.problems.length > 0) throw new ConfigurationError(file, yaml.problems);
  const filled = fillFromEnvironment(yaml.value, env, yaml.placeOf);
  const parsed = configurationShape.safeParse(filled.value);
  const unfilled = new Set(filled.problems.map((problem) => problem.path));
  // Where the environment gave nothing, what the reader says of the nothing is of no use.
  const unread = problemsOf(parsed.error?.issues ?? [], yaml).filter((problem) => !unfilled.has(problem.path));
  const problems = [...filled.problems, ...unread];
  if (parsed.success) problems.push(...problemsOfTimes(parsed.data, nowMs, yaml));
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(file, problems);
  return parsed.data;
}
