import { addressLists } from '../../config/text/address-lists.ts';
import { withList } from '../../config/text/with-list.ts';
import { firstOfList, firstOfListInSlices, type FollowedList, lookAtList } from './followed-list.ts';
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

/** The address files of a panel, each read for the first time. */
export type FirstLists = readonly FollowedList[];

/** @throws ConfigurationError, or the system's error, where a file cannot be used */
export function firstLists({ policy, addressFiles = {} }: PanelSettings): FirstLists {
  return addressLists.flatMap((list) => {
    const file = addressFiles[list];
    return file === undefined ? [] : [firstOfList(list, file, policy.clients)];
  });
}

/**
 * The same, while calls go on.
 *
 * Rejects with a ConfigurationError, or the system's error, where a file cannot be used.
 */
export async function firstListsInSlices({ policy, addressFiles = {} }: PanelSettings): Promise<FirstLists> {
  const lists: FollowedList[] = [];
  for (const list of addressLists) {
    const file = addressFiles[list];
    if (file !== undefined) lists.push(await firstOfListInSlices(list, file, policy.clients));
  }
  return lists;
}

export interface FollowingParts {
  readonly log: Log;
  /** Every second unless it is said. */
  readonly lookAtListsEveryMs?: number | undefined;
}

/**
 * Looks at the address files of a panel again and again. A file that is gone or has a fault changes nothing: the last good list stays in force,
 * and the log and the health page say so.
 */
export function followPolicy(
  { name, policy }: PanelSettings,
  first: FirstLists,
  { log, lookAtListsEveryMs = defaultLookEveryMs }: FollowingParts,
): FollowedPolicy {
  let lists = first;
  let current = policyWith(policy, lists);
  let isLooking = false;
  let isStopped = false;

  async function look(): Promise<void> {
    isLooking = true;
    const after: FollowedList[] = [];
    for (const followed of lists) after.push(await lookAtList(followed, policy.clients));
    isLooking = false;
    if (isStopped) return;
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

  const timer = lists.length === 0 ? undefined : setInterval(() => void (isLooking || look()), lookAtListsEveryMs);
  timer?.unref();
  return {
    current: () => current,
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
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
