import { firstLists, followPolicy } from '../clients/followed-policy.ts';
import { openLocalState } from '../open-local-state.ts';
import { panelSnapshots } from '../panel-snapshots.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { PanelSettings, Settings } from '../../domain/policy/settings.ts';
import { stateFaultText } from '../../domain/panel/state-fault-text.ts';
import { StartError } from '../../domain/start-error.ts';
import { readCommandTable } from '../../hestia/files/command-table.ts';
import { stateFaults } from '../../state/files/state-faults.ts';
import type { ExplainedCall, ExplainedRequest } from '../../domain/gateway/explain-control.ts';
import { factPlaces } from './fact-places.ts';
import { explainCall, explainRequest } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

export interface ExplainerSources {
  /** Of the configuration. */
  readonly file: string;
  readonly clock: Clock;
}

/** @param name of the panel; undefined: the one that takes unknown names, or the only one */
export type Explainer = (asked: ExplainedCall | ExplainedRequest, name: string | undefined) => Promise<Explanation>;

/**
 * Explains calls by the files of a configuration and of its panels, each read once. Asks no gateway: bans, counts and doubts are not known.
 *
 * The explainer rejects with StartError, ConfigurationError, or the system's error, where a file cannot be used.
 */
export function createExplainer({ panels }: Settings, { file, clock }: ExplainerSources): Explainer {
  const read = new Map<PanelSettings, Promise<ReadNow>>();
  return async (asked, name) => {
    const panel = chosen(panels, name);
    const reading = read.get(panel) ?? readNow(panel, clock);
    read.set(panel, reading);
    const { snapshot, unread } = await reading;
    const beside = { unread, places: factPlaces(panel, file), nowMs: clock.wallMs() };
    return 'body' in asked ? explainRequest(asked, snapshot, beside) : explainCall(asked, snapshot, beside);
  };
}

function chosen(panels: readonly PanelSettings[], name: string | undefined): PanelSettings {
  const usual = panels.length === 1 ? panels[0] : panels.find(({ isDefault }) => isDefault);
  const panel = name === undefined ? usual : panels.find((each) => each.name === name);
  if (panel !== undefined) return panel;
  const found = name === undefined ? 'none' : JSON.stringify(name);
  const names = panels.map((each) => each.name).join(', ');
  throw new StartError('ENOPANEL', `--panel: expected one of ${names}, found ${found}`);
}

interface ReadNow {
  readonly snapshot: Snapshot;
  readonly unread: readonly string[];
}

async function readNow(panel: PanelSettings, clock: Clock): Promise<ReadNow> {
  const { source, maxAgeMs, readApiKeys } = panel.state;
  if (source.kind === 'api')
    throw new StartError(
      'ENOPANEL',
      `panel ${panel.name}: state.api asks the panel, and explain reads files alone; name a configuration with state.static or state.files`,
    );
  const policy = followPolicy(panel, firstLists(panel), { log: silentLog });
  policy.stop();
  const commands = readCommandTable();
  const state = openLocalState(source, readApiKeys, { clock, log: silentLog, commands });
  await state.start();
  // Folders are watched until then.
  await state.stop();
  const parts = { panel: panel.name, policy, state, maxAgeMs };
  const snapshotOf = panelSnapshots(
    { ...parts, doubts: { areHeldAgainst: () => false }, limits: { forgetUnknownAttempts: () => undefined } },
    { clock, commands },
  );
  return { snapshot: snapshotOf(), unread: [...stateFaults(state).map(stateFaultText), ...state.problems()] };
}

/** What it would log is in the explanation, as far as the call depends on it. */
const silentLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
