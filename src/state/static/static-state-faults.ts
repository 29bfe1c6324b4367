import type { PanelState, StateFault, StatePart } from '../../domain/panel/panel-state.ts';
import { printableText } from '../../hestia/text/printable-text.ts';

/**
 * What a static file says could not be read, by part.
 *
 * @param hasUnreadableApiKeys API keys are among it; which and how many, no file says
 */
export function staticStateFaults(file: string, state: PanelState, hasUnreadableApiKeys: boolean): readonly StateFault[] {
  const { accessKeys, profiles, users, commands, unknown } = state;
  const named = [
    faultOf(file, { part: 'keys', noun: 'key', known: accessKeys.size, unknown: unknown.accessKeys }),
    faultOf(file, { part: 'profiles', noun: 'profile', known: profiles.size, unknown: unknown.profiles }),
    faultOf(file, { part: 'users', noun: 'user', known: users.size, unknown: unknown.users }),
    // Commands whose options are unknown are among the commands, too.
    faultOf(file, { part: 'commands', noun: 'command', known: commands.size - unknown.commands.size, unknown: unknown.commands }),
  ];
  const apiKeys = {
    part: 'api_keys',
    total: undefined,
    unknown: 1,
    first: `${file}: the collector could not read the API keys; ${logTells}`,
  } as const;
  return [...named.flatMap((fault) => fault ?? []), ...(hasUnreadableApiKeys ? [apiKeys] : [])];
}

/** Other parts that allow less than expected, in words. */
export function staticNotices(file: string, { unknown }: PanelState): readonly string[] {
  return unknown.rootUser === true ? [`${file}: the collector could not read who the root user is; ${logTells}`] : [];
}

const logTells = 'its log says why';

interface Kind {
  readonly part: StatePart;
  readonly noun: string;
  readonly known: number;
  readonly unknown: ReadonlySet<string>;
}

function faultOf(file: string, { part, noun, known, unknown }: Kind): StateFault | undefined {
  const [first] = unknown;
  if (first === undefined) return undefined;
  const words = `${file}: the collector could not read the ${noun} ${printableText(first)}; ${logTells}`;
  return { part, total: known + unknown.size, unknown: unknown.size, first: words };
}
