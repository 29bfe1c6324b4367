import type { PanelState } from '../domain/panel/panel-state.ts';
import type { ClientPolicy } from '../domain/policy/policy.ts';
import { adviceOnce } from '../domain/text/advice-once.ts';
import { fewTexts, stateFaultText, stopsEveryCall } from '../domain/panel/state-fault-text.ts';
import type { OpenPanel } from './open-panel.ts';

const apiWords: Readonly<Record<PanelState['api']['accessKeys'], string>> = {
  off: 'API off',
  root: 'API for the root user alone',
  all: 'API for all users',
};

export interface StartLine {
  /** `warn`: every call is refused. */
  readonly level: 'info' | 'warn';
  readonly text: string;
}

/** What a start found at a panel, in one line: `panel main: 4 keys, 3 profiles, 3 users; API for all users; 2 addresses may call; listens on [::]:8443`. */
export function startLine({ panel, state, status }: OpenPanel, urls: readonly string[]): StartLine {
  const found = state.current();
  // A state that may be used has its notices; one that may not has problems as well.
  const isUsable = found !== undefined && status.stateIsUsable();
  const faults = status.stateFaults();
  const parts = [
    ...(found === undefined ? [] : [countsOf(found), apiWords[found.api.accessKeys]]),
    ...(isUsable ? [] : ['its state is not known yet, and calls are refused']),
    ...adviceOnce([...faults.map(stateFaultText), ...fewTexts(status.stateNotices()), ...status.stateProblems()]),
    mayCall(panel.snapshot().policy.clients, found),
    `listens on ${urls.map((url) => url.replace(/^https?:\/\//, '')).join(', ')}`,
  ];
  const level = isUsable && !faults.some(stopsEveryCall) ? 'info' : 'warn';
  return { level, text: `panel ${panel.name}: ${parts.join('; ')}` };
}

function countsOf({ accessKeys, profiles, users }: PanelState): string {
  return [counted(accessKeys.size, 'key'), counted(profiles.size, 'profile'), counted(users.size, 'user')].join(', ');
}

/** Entries of the lists; a range counts as one, and says so. */
function mayCall({ allow }: ClientPolicy, state: PanelState | undefined): string {
  const inherited = allow.inherit ? state?.allowedAddresses : undefined;
  if (allow.everyone || inherited?.everyone === true) return 'every address may call';
  const own = new Set([...allow.set.texts, ...(inherited?.everyone === false ? inherited.set.texts : [])]);
  const ranges = [...own].filter((text) => text.includes('/')).length;
  const addresses = own.size - ranges;
  if (own.size === 0) return 'no address may call';
  const words = [...(addresses > 0 ? [counted(addresses, 'address')] : []), ...(ranges > 0 ? [counted(ranges, 'range')] : [])];
  return `${words.join(' and ')} may call`;
}

function counted(count: number, word: string): string {
  const plural = word.endsWith('s') ? `${word}es` : `${word}s`;
  return `${count} ${count === 1 ? word : plural}`;
}
