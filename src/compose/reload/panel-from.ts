import { type OwnAccessKey, readOwnAccessKeyFile } from '../../config/secrets/read-own-access-key-file.ts';
import type { PanelStateSource } from '../../domain/panel/panel-state.ts';
import { digestsEqual } from '../../domain/secret.ts';
import type { PanelSettings } from '../../domain/policy/settings.ts';
import { ShownKey } from '../../forward/trust/shown-key.ts';
import type { PanelLimits } from '../../limits/panel-limits.ts';
import { createApiState } from '../../state/api/api-state.ts';
import { type FirstLists, type FollowedPolicy, type FollowingParts, followPolicy } from '../clients/followed-policy.ts';
import type { OpenLimits } from '../open/open-limits.ts';
import { openLocalState, shippedCommands } from '../open-local-state.ts';
import { type OpenPanel, openPanel } from '../open-panel.ts';
import type { PanelParts } from '../parts/panel-parts.ts';
import { openPanelWay, type PanelWay } from '../panel-way.ts';
import { sameSettings } from './same-settings.ts';

export interface PanelSources extends PanelParts, FollowingParts {
  readonly limits: OpenLimits;
  readonly maxEntries: number;
  /** The panel by the configuration before; undefined: it had none of this name. */
  readonly before: OpenPanel | undefined;
  /** What stands in its address files, read now. */
  readonly lists: FirstLists;
}

/** A panel under a configuration. Unchanged parts are taken over as they are: its link, its state, its policy. */
export function panelFrom(settings: PanelSettings, sources: PanelSources): OpenPanel {
  const { before, maxEntries } = sources;
  const { source } = settings.state;
  const ownKey = source.kind === 'api' ? readOwnAccessKeyFile(source.accessKeyFile) : undefined;
  if (before !== undefined && isUnchanged(before, { settings, ownKey, maxEntries })) return before;
  const shownKey = shownKeyFrom(settings, sources);
  const way = wayFrom(settings, shownKey, sources);
  const policy = followsTheSame(settings, sources.before) ?? followPolicy(settings, sources.lists, sources);
  const limits = limitsFrom(settings, policy, sources);
  const state = stateFrom(settings, { way, ownKey }, sources);
  // A way that is in use asks the state that is in force, until this panel is.
  if (way !== before?.way) way.state = state;
  return openPanel(settings, { policy, limits, way, state, ownKey, maxEntries, shownKey }, sources);
}

type Said = Pick<OpenPanel, 'settings' | 'ownKey' | 'maxEntries'>;

function isUnchanged(before: Said, now: Said): boolean {
  return (
    before.maxEntries === now.maxEntries && sameKey(before.ownKey, now.ownKey) && sameSettings(before.settings, now.settings)
  );
}

function sameKey(one: OwnAccessKey | undefined, other: OwnAccessKey | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.id === other.id && digestsEqual(one.secret.digest(), other.secret.digest());
}

/** The policy of before, where nothing in it is said otherwise now; it has read its address files. */
export function followsTheSame(settings: PanelSettings, before: OpenPanel | undefined): FollowedPolicy | undefined {
  const isSame =
    before !== undefined &&
    sameSettings(before.settings.policy, settings.policy) &&
    sameSettings(before.settings.addressFiles, settings.addressFiles);
  return isSame ? before.policy : undefined;
}

function shownKeyFrom({ upstream }: PanelSettings, { before, clock }: PanelSources): ShownKey | undefined {
  const { origin, tls } = upstream;
  if (tls.verify !== 'panel') return undefined;
  const isSame = before?.settings.upstream.origin === origin && sameSettings(before.settings.upstream.tls, tls);
  return (isSame ? before.shownKey : undefined) ?? new ShownKey({ origin, certFile: tls.certFile, clock });
}

function wayFrom(settings: PanelSettings, shownKey: ShownKey | undefined, { before, ...parts }: PanelSources): PanelWay {
  const isSamePanel = before?.settings.upstream.origin === settings.upstream.origin;
  return isSamePanel ? before.way : openPanelWay(settings, shownKey, parts);
}

function limitsFrom(
  settings: PanelSettings,
  followed: FollowedPolicy,
  { before, limits, maxEntries }: PanelSources,
): PanelLimits {
  const { name, policy } = settings;
  if (before !== undefined && before.policy === followed && before.maxEntries === maxEntries) return before.limits;
  return limits.by({ name, policy, policyNow: followed.current, maxEntries });
}

interface Asking {
  readonly way: PanelWay;
  readonly ownKey: OwnAccessKey | undefined;
}

function stateFrom({ state }: PanelSettings, { way, ownKey }: Asking, { before, ...parts }: PanelSources): PanelStateSource {
  const { source, readApiKeys } = state;
  const isSame =
    before !== undefined &&
    sameSettings(before.settings.state.source, source) &&
    before.settings.state.readApiKeys === readApiKeys &&
    (source.kind !== 'api' || (before.way === way && sameKey(before.ownKey, ownKey)));
  if (isSame) return before.state;
  const { clock, log, commands } = parts;
  if (source.kind !== 'api') return openLocalState(source, readApiKeys, parts);
  return createApiState({
    settings: source,
    accessKey: ownKey ?? readOwnAccessKeyFile(source.accessKeyFile),
    ask: way.client.ask,
    commands: shippedCommands(commands),
    clock,
    log,
  });
}
