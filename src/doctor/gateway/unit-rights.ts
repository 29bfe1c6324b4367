/** What a service of systemd may read: as which user, in which groups. */
export interface UnitRights {
  readonly user: string;
  readonly group: string;
  readonly groups: readonly string[];
  /** CAP_DAC_READ_SEARCH: whatever owner and mode say. */
  readonly readsEverything: boolean;
}

/**
 * Reads what `systemctl cat` prints: the unit and its drop-ins in their order. A later value takes the place of an earlier one; of lists it is
 * added, and an empty one empties the list.
 */
export function unitRights(text: string): UnitRights {
  const one = (name: string): string => valuesIn(text, name).at(-1) ?? '';
  const several = (name: string): readonly string[] => {
    const values = valuesIn(text, name);
    return values.slice(values.lastIndexOf('') + 1).flatMap((value) => value.split(/\s+/));
  };
  const user = one('User') || 'root';
  return {
    user,
    group: one('Group') || user,
    groups: several('SupplementaryGroups'),
    readsEverything: user === 'root' || several('AmbientCapabilities').includes('CAP_DAC_READ_SEARCH'),
  };
}

function valuesIn(text: string, name: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value.trim());
}
