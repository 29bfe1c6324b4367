import type { PanelSettings, StateSourceSettings, UpstreamTls } from '../../domain/policy/settings.ts';
import { addressLists } from '../text/address-lists.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import { keyPolicies } from './key-policies.ts';
import { panelCertificate } from './panel-certificate.ts';
import { type PanelChoices, inheritedSections } from '../sections/inherited-sections.ts';
import { defaultPanelFiles, panelFilesRoot } from '../text/panel-files-root.ts';
import { policyFrom } from './policy-from.ts';

type Panel = Configuration['panels'][number];
type Resolve = (path: string) => string;

/** One panel of a configuration without faults, with what it inherits. */
export function panelSettings(panel: Panel, configuration: Configuration, absolute: Resolve): PanelSettings {
  const { name, hosts, url, concurrency, timeoutMs, state } = panel;
  const choices = inheritedSections.held(configuration, panel);
  const policy = policyFrom(choices, keyPolicies(configuration, { name, reportUntilMs: choices.reportUntil?.getTime() ?? 0 }));
  return {
    name,
    hosts,
    // With several panels, one without names is the default only where it says so.
    isDefault: panel.default || hosts.length === 0,
    upstream: {
      origin: url.origin,
      tls: upstreamTls(panel, absolute),
      concurrency,
      timeoutMs,
      maxAnswerBytes: configuration.answer.maxBytes,
    },
    state: {
      source: sourceFrom(panel, configuration, absolute),
      maxAgeMs: state.maxAgeMs,
      // One that is reported only has to be known to be let through.
      readApiKeys: policy.auth.allowed['api-key'] || policy.report.reasons.has('api_disabled'),
    },
    policy,
    ...addressFiles(choices.clients, panel, absolute),
  };
}

function addressFiles(
  clients: PanelChoices['clients'],
  { clients: own }: Panel,
  absolute: Resolve,
): Pick<PanelSettings, 'addressFiles' | 'inheritedFiles'> {
  const named = addressLists.flatMap((list) => {
    const file = clients[`${list}File`];
    return file === undefined ? [] : [{ list, file: absolute(file), isOwn: own?.[`${list}File`] !== undefined }];
  });
  if (named.length === 0) return {};
  return {
    addressFiles: Object.fromEntries(named.map(({ list, file }) => [list, file])),
    inheritedFiles: named.filter(({ isOwn }) => !isOwn).map(({ list }) => list),
  };
}

function sourceFrom({ state }: Panel, { commands }: Configuration, absolute: Resolve): StateSourceSettings {
  const { api, static: file } = state;
  if (file !== undefined) return { kind: 'static', file: absolute(file) };
  if (api === undefined) return { kind: 'files', root: absolute(panelFilesRoot(state) ?? defaultPanelFiles) };
  return {
    kind: 'api',
    accessKeyFile: absolute(api.accessKeyFile),
    everyMs: api.everyMs,
    rootKeys: new Set(api.rootKeys),
    extraCommands: new Map(Object.entries(commands.extra).map(([name, { user }]) => [name, user])),
  };
}

function upstreamTls(panel: Panel, absolute: Resolve): UpstreamTls {
  // There is nothing to verify over plain http; this way no file is watched for it.
  if (panel.url.scheme === 'http') return { verify: 'system', serverName: undefined };
  const { verify, cert, ca, pin, serverName } = panel.tls ?? {};
  if (pin !== undefined) return { verify: 'pin', pins: pin };
  if (ca !== undefined) return { verify: 'ca', caFile: absolute(ca), serverName };
  if (verify === 'none') return { verify };
  const own = cert ?? panelCertificate(panel)?.cert;
  if (verify === 'system' || own === undefined) return { verify: 'system', serverName };
  return { verify: 'panel', certFile: absolute(own) };
}
