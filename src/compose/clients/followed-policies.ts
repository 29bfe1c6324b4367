import { addressLists } from '../../config/text/address-lists.ts';
import { withList } from '../../config/text/with-list.ts';
import { firstOfList, type FollowedList, lookAtList } from './followed-list.ts';
import type { Log } from '../../domain/log.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { PanelSettings } from '../../domain/policy/settings.ts';
import type { HealthRemark, StatusPart } from '../../domain/status-part.ts';

/** The policy of one panel, with what stands in its address files. */
export interface FollowedPolicy {
  /** A change of a file makes a new one; a request is judged by the one that it began with. */
  readonly current: () => Policy;
  readonly stop: () => void;
  readonly part: StatusPart;
}

const defaultLookEveryMs = 1000;
export interface FollowedPolicies {
  /** @throws RangeError for a panel that is not configured */
  readonly of: (panel: string) => FollowedPolicy;
  readonly stop: () => void;
}

/** The policies of all panels. */
export function followPolicies(panels: readonly PanelSettings[], log: Log, lookEveryMs = defaultLookEveryMs): FollowedPolicies {
  const policies = new Map(panels.map((panel) => [panel.name, followPolicy(panel, log, lookEveryMs)]));
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
function followPolicy({ name, policy, addressFiles = {} }: PanelSettings, log: Log, lookEveryMs: number): FollowedPolicy {
  let lists = addressLists.flatMap((list) => {
    const file = addressFiles[list];
    return file === undefined ? [] : [firstOfList(list, file, policy.clients)];
  });
  let current = policyWith(policy, lists);
  let isLooking = false;

  async function look(): Promise<void> {
    isLooking = true;
    const after: FollowedList[] = [];
    for (const followed of lists) after.push(await lookAtList(followed, policy.clients));
    isLooking = false;
    tellFaults(after, lists);
    const changed = after.filter((followed, index) => followed.set !== lists[index]?.set);
    lists = after;
    if (changed.length === 0) return;
    current = policyWith(policy, lists);
    for (const { list, file, set } of changed)
      log.info(`panel ${name}: clients.${list}File has changed`, { file, entries: set.texts.length });
  }

  function tellFaults(after: readonly FollowedList[], before: readonly FollowedList[]): void {
    for (const [index, { file, fault }] of after.entries()) {
      const last = before[index]?.fault;
      if (fault !== undefined && fault !== last)
        log.error(`panel ${name}: the last good list of ${file} stays in force: ${fault}`);
      if (fault === undefined && last !== undefined) log.info(`panel ${name}: ${file} can be used again`);
    }
  }

  const timer = lists.length === 0 ? undefined : setInterval(() => void (isLooking || look()), lookEveryMs);
  timer?.unref();
  return {
    current: () => current,
    stop: () => clearInterval(timer),
    part: { health: () => lists.flatMap(({ file, fault }) => remarkOn(name, file, fault)) },
  };
}

function remarkOn(panel: string, file: string, fault: string | undefined): readonly HealthRemark[] {
  if (fault === undefined) return [];
  return [{ part: `clients ${panel}`, isFault: false, words: `the last good list of ${file} is in force: ${fault}` }];
}

function policyWith(policy: Policy, lists: readonly FollowedList[]): Policy {
  return lists.length === 0 ? policy : Object.freeze({ ...policy, clients: lists.reduce(withList, policy.clients) });
}
