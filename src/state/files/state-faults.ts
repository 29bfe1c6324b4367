import type { PanelStateSource, StateFault, StatePart, Unknowns } from '../../domain/panel/panel-state.ts';

type Kind = Exclude<keyof Unknowns, 'apiKeys' | 'rootUser'>;

const kinds: Readonly<Record<StatePart, Kind | undefined>> = {
  keys: 'accessKeys',
  profiles: 'profiles',
  users: 'users',
  commands: 'commands',
  api_keys: undefined,
};

/** What of a source's state cannot be known, with the names of what is meant. */
export function stateFaults(source: PanelStateSource): readonly StateFault[] {
  const unknown = source.current()?.unknown;
  return (source.faults?.() ?? []).map((fault) => withNames(fault, unknown));
}

function withNames(fault: StateFault, unknown: Unknowns | undefined): StateFault {
  const kind = kinds[fault.part];
  return kind === undefined || unknown === undefined ? fault : { ...fault, names: [...unknown[kind]] };
}
