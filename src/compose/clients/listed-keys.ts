import type { PanelState } from '../../domain/panel/panel-state.ts';

export type IsListed = (key: string) => boolean;

/** Whether the panel lists a key, which may not count yet. The same function as long as it is the same list; undefined without a state. */
export function createListedKeys(current: () => PanelState | undefined): () => IsListed | undefined {
  let before: { readonly state: PanelState; readonly isListed: IsListed } | undefined;
  return () => {
    const state = current();
    if (state === undefined || (before !== undefined && isSameList(before.state, state))) return before?.isListed;
    const isListed: IsListed = (key) => state.accessKeys.has(key) || state.unknown.accessKeys.has(key);
    before = { state, isListed };
    return isListed;
  };
}

function isSameList(before: PanelState, now: PanelState): boolean {
  return before.accessKeys === now.accessKeys && before.unknown.accessKeys === now.unknown.accessKeys;
}
