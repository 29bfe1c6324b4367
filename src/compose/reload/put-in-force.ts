import type { Prepared } from '../../domain/prepared.ts';
import type { AdminListenSettings, AuditSettings, BodySettings, ListenSettings, Settings } from '../../domain/policy/settings.ts';
import { inForceOf } from '../in-force.ts';
import type { InForceReference } from '../in-force-reference.ts';
import type { OpenPanel } from '../open-panel.ts';
import { preparePanels, type PreparedPanels, type PreparingSources } from './prepare-panels.ts';
import { settingsToForce } from './settings-to-force.ts';

export interface PutInForceParts {
  readonly reference: InForceReference;
  readonly sources: PreparingSources;
  readonly logs: { readonly prepare: (settings: AuditSettings) => Prepared };
  readonly notices: { readonly prepare: (settings: Settings['notices']) => Prepared };
  /** Undefined: there is no second listener. */
  readonly admin: { readonly prepare: (settings: AdminListenSettings) => Prepared } | undefined;
  /** In the order of the settings in force. */
  readonly listeners: readonly { readonly prepare: (settings: ListenSettings, body: BodySettings) => Prepared }[];
  /** It is too late: the gateway is stopping. */
  readonly isStopping: () => boolean;
  /** Called when the settings are in force, in the same turn. */
  readonly changed: (settings: Settings, panels: readonly OpenPanel[]) => void;
}

/**
 * Puts other settings in force, as far as that is possible without a restart. First all of them are opened beside those that are in force, then
 * they take their place within one turn of the event loop: code that runs before sees the old ones, code that runs after the new ones.
 *
 * Rejects with an AggregateError of all that is wrong with them; then nothing has changed.
 *
 * @returns the panels that were in force before
 */
export async function putInForce(wanted: Settings, parts: PutInForceParts): Promise<readonly OpenPanel[]> {
  const { reference, sources, logs, notices, admin, listeners } = parts;
  const before = reference.current;
  const settings = settingsToForce(wanted, before.settings);
  const faults: unknown[] = [];
  const prepared: Prepared[] = [];
  const prepare = (open: () => Prepared): void => {
    try {
      prepared.push(open());
    } catch (error) {
      faults.push(error);
    }
  };
  prepare(() => logs.prepare(settings.audit));
  prepare(() => notices.prepare(settings.notices));
  const { admin: asked } = settings;
  if (admin !== undefined && asked !== undefined) prepare(() => admin.prepare(asked));
  for (const [index, listen] of settings.listen.entries()) {
    const listener = listeners[index];
    if (listener !== undefined) prepare(() => listener.prepare(listen, settings.body));
  }
  const panels = await preparePanels(settings, before.panels, sources).catch((error: unknown) => {
    faults.push(...(error instanceof AggregateError ? error.errors : [error]));
    return undefined;
  });
  if (parts.isStopping()) faults.push(new Error('the gateway is stopping'));
  if (panels === undefined || faults.length > 0) {
    for (const each of [...prepared, ...(panels === undefined ? [] : [panels])]) each.cancel();
    throw new AggregateError(faults, 'the configuration cannot be put in force');
  }
  commit(settings, { panels, prepared, parts });
  return before.panels;
}

interface Opened {
  readonly panels: PreparedPanels;
  readonly prepared: readonly Prepared[];
  readonly parts: PutInForceParts;
}

/** Waits for nothing. */
function commit(settings: Settings, { panels, prepared, parts }: Opened): void {
  parts.reference.put(inForceOf(settings, panels.panels));
  for (const each of [panels, ...prepared]) each.commit();
  parts.changed(settings, panels.panels);
}
