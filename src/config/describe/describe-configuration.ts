import { stringify } from 'yaml';
import { listenName, socketName } from '../../domain/policy/listen-name.ts';
import type { ListenSettings, NoticesSettings } from '../../domain/policy/settings.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import { describePanel } from './describe-panel.ts';
import { describeStore } from './describe-store.ts';
import { inheritedSections } from '../sections/inherited-sections.ts';
import { settingsFrom } from '../resolve/settings-from.ts';

/** Mappings with different keys. */
export interface ConfigurationDescription {
  readonly parts: readonly object[];
}

/**
 * What a configuration without faults comes to: the listeners, where counters are kept, then each panel with everything that holds for it. It names files of
 * secrets but never opens them.
 *
 * @param looksAtFiles also counts the entries of address files
 */
export function describeConfiguration(
  configuration: Configuration,
  { file, looksAtFiles }: { readonly file: string; readonly looksAtFiles: boolean },
): ConfigurationDescription {
  const { listen, panels, data, redis, notices } = settingsFrom(configuration, file);
  const choicesOf = configuration.panels.map((panel) => inheritedSections.held(configuration, panel));
  const sections = panels.flatMap((panel, index) => {
    const choices = choicesOf[index];
    return choices === undefined ? [] : [{ [`panel ${panel.name}`]: describePanel(panel, choices, looksAtFiles) }];
  });
  const told = notices === undefined ? [] : [{ notices: noticesText(notices) }];
  return { parts: [{ listen: listen.map(listenText) }, describeStore({ data, redis }), ...told, ...sections] };
}

/** In the form of YAML. */
export function descriptionText({ parts }: ConfigurationDescription): string {
  return parts.map((part) => stringify(part, { lineWidth: 0 })).join('\n');
}

function noticesText({ origin, secretFile, caFile, kinds }: NoticesSettings): object {
  const verified = `a certificate ${caFile === undefined ? 'that the system trusts' : `by an authority in ${caFile}`}`;
  return {
    to: origin,
    ...(origin.startsWith('https:') && { verified }),
    signed: `with the secret in ${secretFile}`,
    kinds: [...kinds].join(', '),
  };
}

function listenText({ at, maxConnections, maxConnectionsPerClient }: ListenSettings): object {
  if (at.kind === 'socket') return { at: socketName(at.path), trustedProxy: 'whoever may connect to it', maxConnections };
  const { tls, proxyProtocol } = at;
  return {
    at: listenName({ ...at, isTls: tls.kind === 'files', proxyProtocol: false }),
    tls: tls.kind === 'plaintext' ? 'none (plaintext)' : `${tls.minVersion} or newer`,
    ...(tls.kind === 'plaintext' ? {} : { certificates: tls.certificates.map(certificateText) }),
    proxyProtocol,
    maxConnections,
    ...(maxConnectionsPerClient === undefined ? {} : { maxConnectionsPerClient }),
  };
}

function certificateText({ certFile, hosts }: { readonly certFile: string; readonly hosts: readonly string[] }, index: number) {
  const others = index === 0 ? ['every name that has no other'] : [];
  return `${certFile}, for ${[...hosts, ...others].join(', ')}`;
}
