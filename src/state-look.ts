import { inheritedFault } from './compose/inherited-fault.ts';
import { openLocalState } from './compose/open-local-state.ts';
import type { Clock } from './domain/clock.ts';
import type { Log } from './domain/log.ts';
import type { PanelState } from './domain/panel-state.ts';
import type { PanelSettings, Settings } from './domain/settings.ts';
import { stateFaultText } from './domain/state-fault-text.ts';
import { readCommandTable } from './hestia/command-table.ts';
import { stateFaults } from './state/state-faults.ts';

/**
 * Reads the state of each panel once, where files of this host tell it: which keys are off, which profiles allow nothing, what cannot be read,
 * and where an inherited list allows nobody. In words, with the panel's name. A state that cannot be had at all is not told: whoever looks at the files says why.
 */
export async function stateLook({ panels }: Settings, clock: Clock): Promise<readonly string[]> {
  const commands = readCommandTable();
  const looks = panels.map(async (panel) => {
    const { source, readApiKeys } = panel.state;
    if (source.kind === 'api') return [];
    const state = openLocalState(source, readApiKeys, { clock, log: silent, commands });
    await state.start();
    await state.stop();
    const current = state.current();
    const texts = [...stateFaults(state).map(stateFaultText), ...(state.notices?.() ?? []), ...inheritedFaults(panel, current)];
    return texts.map((text) => `panel ${panel.name}: ${text}`);
  });
  return (await Promise.all(looks)).flat();
}

function inheritedFaults(panel: PanelSettings, state: PanelState | undefined): readonly string[] {
  const fault = state === undefined ? undefined : inheritedFault(panel, state);
  return fault === undefined ? [] : [fault];
}

/** What it would log is what is returned. */
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
