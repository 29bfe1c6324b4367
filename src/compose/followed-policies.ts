import { statSync } from 'node:fs';
import { readAddressFile } from '../config/read-address-file.ts';
import { AddressSet } from '../domain/address-set.ts';
import type { Log } from '../domain/log.ts';
import type { ClientPolicy, Policy } from '../domain/policy.ts';
import type { AddressListName, PanelSettings } from '../domain/settings.ts';
import type { StatusPart } from '../domain/status-part.ts';

/** The policy of one panel, with what stands in its address files. */
export interface FollowedPolicy {
  /** A change of a file makes a new one; a request is judged by the one that it began with. */
  readonly current: () => Policy;
  readonly stop: () => void;
  readonly part: StatusPart;
}

/** One list that is kept in a file. */
interface Followed {
  readonly list: AddressListName;
  readonly file: string;
  readonly set: AddressSet;
  /** Which version of the file was read, and which was seen last: a file counts once it has stayed the same from one look to the next. */
  readonly readStamp: string;
  readonly seenStamp: string;
  /** Why the newest version does not count, in words. */
  readonly fault: string | undefined;
}

const lookEveryMs = 1000;

export interface FollowedPolicies {
  /** @throws RangeError for a panel that is not configured */
  readonly of: (panel: string) => FollowedPolicy;
  readonly stop: () => void;
}

/** The policies of all panels. */
export function followPolicies(panels: readonly PanelSettings[], log: Log): FollowedPolicies {
  const policies = new Map(panels.map((panel) => [panel.name, followPolicy(panel, log)]));
  return {
    of: (panel) => {
      const found = policies.get(panel);
      if (found === undefined) throw new RangeError(`no panel is called ${panel}`);
      return found;
    },
    stop: () => {
      for (const policy of policies.values()) policy.stop();
    },
  };
}

/**
 * Reads the address files of a panel and looks at them every second. A file that is gone or has a fault changes nothing: the last good list
 * stays in force, and the log and the health page say so.
 *
 * @throws ConfigurationError, or the system's error, where a file cannot be used at the start
 */
function followPolicy({ name, policy, addressFiles = {} }: PanelSettings, log: Log): FollowedPolicy {
  let lists = Object.entries(addressFiles).map(([list, file]) => first(nameOf(list), file));
  let current = policyWith(policy, lists);

  function look(): void {
    const after = lists.map((followed) => lookAt(followed));
    const changed = after.filter((followed, index) => followed.set !== lists[index]?.set);
    after.forEach(({ file, fault }, index) => {
      if (fault !== undefined && fault !== lists[index]?.fault)
        log.error(`panel ${name}: the last good list of ${file} stays in force: ${fault}`);
      if (fault === undefined && lists[index]?.fault !== undefined) log.info(`panel ${name}: ${file} can be used again`);
    });
    lists = after;
    if (changed.length === 0) return;
    current = policyWith(policy, lists);
    for (const { list, file, set } of changed)
      log.info(`panel ${name}: clients.${list}File has changed`, { file, entries: set.texts.length });
  }

  const timer = lists.length === 0 ? undefined : setInterval(look, lookEveryMs);
  timer?.unref();
  return {
    current: () => current,
    stop: () => clearInterval(timer),
    part: {
      health: () =>
        lists.flatMap(({ file, fault }) =>
          fault === undefined
            ? []
            : [{ part: `clients ${name}`, isFault: false, words: `the last good list of ${file} is in force: ${fault}` }],
        ),
    },
  };
}

function first(list: AddressListName, file: string): Followed {
  const stamp = stampOf(file);
  return { list, file, set: readAddressFile(file, list), readStamp: stamp, seenStamp: stamp, fault: undefined };
}

function lookAt(followed: Followed): Followed {
  const { list, file, readStamp, seenStamp } = followed;
  const stamp = stampOf(file);
  if (stamp === readStamp) return { ...followed, seenStamp: stamp, fault: undefined };
  // Half of a list would allow or deny what the whole of it does not.
  if (stamp !== seenStamp) return { ...followed, seenStamp: stamp };
  try {
    return { ...followed, set: readAddressFile(file, list), readStamp: stamp, fault: undefined };
  } catch (error) {
    return { ...followed, fault: error instanceof Error ? error.message : String(error) };
  }
}

function policyWith(policy: Policy, lists: readonly Followed[]): Policy {
  return lists.length === 0 ? policy : Object.freeze({ ...policy, clients: lists.reduce(withList, policy.clients) });
}

function withList(clients: ClientPolicy, { list, set }: Followed): ClientPolicy {
  if (list !== 'allow') return { ...clients, [list]: joined(clients[list], set) };
  return { ...clients, allow: { ...clients.allow, set: joined(clients.allow.set, set) } };
}

function joined(inline: AddressSet, file: AddressSet): AddressSet {
  return AddressSet.of([...inline.texts, ...file.texts]);
}

function nameOf(list: string): AddressListName {
  if (list === 'allow' || list === 'deny' || list === 'neverBan' || list === 'trustedProxies') return list;
  throw new RangeError(`${list} is no list of addresses`);
}

/** What tells one version of a file from another; being missing or unreadable is a version, too. */
function stampOf(file: string): string {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(file);
    return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch (error) {
    // Reading says what the matter is.
    return String(error);
  }
}
