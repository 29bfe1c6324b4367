import { type PanelStateSource, type StateFault, stateParts } from '../../domain/panel/panel-state.ts';
import type { StatusPart } from '../../domain/status-part.ts';

export interface StatePartOptions {
  readonly panel: string;
  readonly source: Pick<PanelStateSource, 'readings'>;
  readonly faults: () => readonly StateFault[];
  /** Undefined where there has never been a state. */
  readonly ageMs: () => number | undefined;
  readonly isUsable: () => boolean;
}

/** The metrics of what the gateway knows of a panel. */
export function statePart({ panel, source, faults, ageMs, isUsable }: StatePartOptions): StatusPart {
  return {
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_state_age_seconds',
        help: 'Age of what the gateway knows of the panel; missing where it has never known anything.',
        labels: ['panel'],
        addsUp: false,
        read: () => {
          const age = ageMs();
          return age === undefined ? [] : [{ labels: { panel }, value: age / 1000 }];
        },
      },
      {
        type: 'gauge',
        name: 'hearthgate_state_usable',
        help: '1 where calls can be decided on what the gateway knows of the panel, else 0.',
        labels: ['panel'],
        addsUp: false,
        read: () => [{ labels: { panel }, value: Number(isUsable()) }],
      },
      {
        type: 'gauge',
        name: 'hearthgate_state_faults',
        help: 'Things that the panel has and the gateway cannot read, by part of the state; calls that depend on them are refused.',
        labels: ['panel', 'part'],
        read: () => {
          const unknown = new Map(faults().map((fault) => [fault.part, fault.unknown]));
          return stateParts.map((part) => ({ labels: { panel, part }, value: unknown.get(part) ?? 0 }));
        },
      },
      {
        type: 'counter',
        name: 'hearthgate_state_reloads_total',
        help: "Readings of the panel's state, by whether all of it could be read.",
        labels: ['panel', 'result'],
        read: () => Object.entries(source.readings()).map(([result, value]) => ({ labels: { panel, result }, value })),
      },
    ],
  };
}
