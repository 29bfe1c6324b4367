import { prefixText } from '../../domain/address/address.ts';
import type { UsedCredential, UsesControl } from '../../domain/gateway/uses-control.ts';
import { grouped, isoTime } from './used-keys.ts';

const dayMs = 86_400_000;
/** A month, and some days: what runs once a month has been seen. */
const enoughDays = 35;
/** Below this number of calls, a use may be a test or an exception. */
const seldomBelow = 3;

/**
 * The least under which every call of a key that the panel accepted would still have worked, at each panel that has the key.
 *
 * Commands are those that the panel accepted; addresses are IPv4 addresses and IPv6 networks from where; the rate is for a minute.
 */
export async function suggestion(uses: UsesControl, key: string, panel: string | undefined): Promise<object> {
  const suggestions: object[] = [];
  for await (const each of uses.all({ panel, key })) suggestions.push(suggestionFor(each));
  const recordedDays = Math.floor((uses.atMs() - uses.sinceMs()) / dayMs);
  return {
    at: isoTime(uses.atMs()),
    since: isoTime(uses.sinceMs()),
    recordedDays,
    isEnough: recordedDays >= enoughDays,
    suggestions,
  };
}

function suggestionFor({ panel, name, user, isRoot, commands, rate, busiest, incompleteSinceMs, uses }: UsedCredential): object {
  const used = grouped(uses, ({ command }) => command, 'command').map((each) =>
    Object.assign(each, { isSeldom: each.accepted < seldomBelow }),
  );
  const names = new Set(uses.filter(({ accepted }) => accepted > 0).map(({ command }) => command));
  return {
    panel,
    key: name,
    user,
    role: isRoot ? 'admin' : 'user',
    commands: used,
    addresses: grouped(uses, ({ place }) => prefixText(place), 'address'),
    callsPerMinute: busiest.calls,
    ...(busiest.calls > 0 && { busiestAt: isoTime(busiest.atMs) }),
    ...(incompleteSinceMs !== undefined && { incompleteSince: isoTime(incompleteSinceMs) }),
    // Null: it may run every command.
    unusedCommands: commands?.filter((command) => !names.has(command)) ?? null,
    rate: rate === undefined ? null : { calls: rate.calls, perSeconds: rate.perMs / 1000 },
  };
}
