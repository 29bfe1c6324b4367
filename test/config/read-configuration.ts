import { ConfigurationError, type ConfigurationProblem } from '../../src/config/text/configuration-error.ts';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import type { Settings } from '../../src/domain/policy/settings.ts';

type Environment = Readonly<Record<string, string>>;

/** A configuration to which nothing can be objected; a test replaces what it is about. */
const minimal = { clients: { allow: ['192.0.2.1'] }, panels: [{}] };

/** Reads a configuration that is given as values; JSON is YAML. */
export function readConfiguration(configuration: object, env: Environment = {}): Settings {
  return readSettings(JSON.stringify({ ...minimal, ...configuration }), { file: '/etc/hearthgate/gateway.yaml', env });
}

/** What is wrong with a configuration, as `path: text`, or with its place where no path tells it; empty when nothing is. */
export function faultsOf(configuration: object, env: Environment = {}, nowMs = 0): string[] {
  return faultsOfText(JSON.stringify({ ...minimal, ...configuration }), env, nowMs);
}

/** @param nowMs what the time is, for settings that say one */
export function faultsOfText(text: string, env: Environment = {}, nowMs = 0): string[] {
  try {
    readSettings(text, { file: '/etc/hearthgate/gateway.yaml', env, nowMs });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(lineOf);
  }
}

function lineOf({ path, place, text }: ConfigurationProblem): string {
  const where = path === '' && place !== undefined ? `line ${place.line}, column ${place.column}` : path;
  return `${where}: ${text}`;
}
