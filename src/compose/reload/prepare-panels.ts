import { StartError } from '../../domain/start-error.ts';
import type { Prepared } from '../../domain/prepared.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { pauseUntil } from '../../state/poll/pause-until.ts';
import { firstListsInSlices } from '../clients/followed-policy.ts';
import type { OpenPanel } from '../open-panel.ts';
import { followsTheSame, panelFrom, type PanelSources } from './panel-from.ts';

export interface PreparedPanels extends Prepared {
  readonly panels: readonly OpenPanel[];
}

export type PreparingSources = Omit<PanelSources, 'before' | 'lists' | 'maxEntries'>;

/** How long a new state is waited for; afterwards calls are refused until it is known, as at a start. */
const statePatienceMs = 5000;

/**
 * The panels of another configuration, with their states read. Nothing of those that are in force changes.
 *
 * Rejects with an AggregateError of all that keeps panels from being opened.
 */
export async function preparePanels(
  { panels: wanted, maxEntries }: Settings,
  inForce: readonly OpenPanel[],
  sources: PreparingSources,
): Promise<PreparedPanels> {
  const named = new Map(inForce.map((panel) => [panel.settings.name, panel]));
  const panels: OpenPanel[] = [];
  const faults: unknown[] = [];
  for (const settings of wanted) {
    const before = named.get(settings.name);
    try {
      const lists = followsTheSame(settings, before) === undefined ? await firstListsInSlices(settings) : [];
      panels.push(panelFrom(settings, { ...sources, before, lists, maxEntries }));
    } catch (error) {
      faults.push(error);
    }
  }
  const beforeOf = ({ settings }: OpenPanel): OpenPanel | undefined => named.get(settings.name);
  const cancel = (): void => {
    for (const panel of panels) {
      retirePanel(panel, beforeOf(panel)).catch(() => {
        // It was never used, and nothing waits for it.
      });
      if (beforeOf(panel) === undefined) sources.limits.drop(panel.settings.name);
    }
  };
  if (faults.length > 0) {
    cancel();
    throw new AggregateError(faults, 'panels cannot be opened');
  }
  const states = panels.filter((panel) => panel.state !== beforeOf(panel)?.state).map(({ state }) => state.start());
  if (states.length > 0) await withPatience(Promise.all(states));
  const stateless = panels.filter((panel) => hasLostState(panel, beforeOf(panel)));
  if (stateless.length > 0) {
    cancel();
    throw new AggregateError(stateless.map(stateFault), 'states cannot be read');
  }
  return { panels, commit: () => panels.forEach(takeForce), cancel };
}

/** Its calls are decided now, and would all be refused. A panel that is new may wait for its state, as at a start. */
function hasLostState({ state }: OpenPanel, before: OpenPanel | undefined): boolean {
  return state.current() === undefined && before?.state.current() !== undefined;
}

function stateFault({ settings: { name }, state }: OpenPanel): StartError {
  const why = state.problems().join('; ');
  return new StartError('ESTATERELOAD', `panel ${name}: its state cannot be had from where it is said to be now: ${why}`);
}

async function withPatience(started: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  try {
    await Promise.race([started, pauseUntil(statePatienceMs, waiting.signal)]);
  } finally {
    waiting.abort();
  }
}

/** The parts of a panel that are kept get its new settings. */
function takeForce({ way, state, settings, shownKey }: OpenPanel): void {
  way.state = state;
  way.client.use(settings.upstream, shownKey);
}

/**
 * Closes the parts of a panel that the one in force does not have. Calls that use them end normally, and the link to their panel is closed after them.
 *
 * @param now the panel of its name that is in force
 * @returns resolves when nothing is left of it
 */
export async function retirePanel(panel: OpenPanel, now: OpenPanel | undefined): Promise<void> {
  if (panel.policy !== now?.policy) panel.policy.stop();
  const stopped = panel.state === now?.state ? undefined : panel.state.stop();
  if (panel.way !== now?.way) {
    await panel.way.uses.none();
    await panel.way.client.close();
  }
  await stopped;
}
