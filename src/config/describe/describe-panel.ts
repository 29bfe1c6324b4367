import type { AddressListName, PanelSettings, StateSettings, UpstreamSettings } from '../../domain/policy/settings.ts';
import { AddressSet } from '../../domain/address/address-set.ts';
import { addressLists } from '../text/address-lists.ts';
import { describeSettings, describeValue, entriesText, listText } from './describe-settings.ts';
import { durationText } from '../units/duration-text.ts';
import { countEntries } from '../files/with-address-files.ts';
import type { PanelChoices } from '../sections/inherited-sections.ts';

/** One panel as `hearthgate check` shows it: every setting in the words of the configuration, resolved. */
export function describePanel(panel: PanelSettings, { clients, ...choices }: PanelChoices, looksAtFiles: boolean): object {
  const { upstream, state } = panel;
  const counts = looksAtFiles ? countEntries(panel) : {};
  const list = (name: AddressListName): string => {
    const file = panel.addressFiles?.[name];
    const { [name]: entries = AddressSet.empty } = clients;
    const inline = file !== undefined && lengthOf(entries) === 0 ? [] : [describeValue(entries)];
    return [...inline, ...fileText(file, counts[name])].join('; ');
  };
  return {
    hosts: [...panel.hosts, ...(panel.isDefault ? ['every name that has no other'] : [])],
    url: upstream.origin,
    verified: verifyText(upstream),
    state: sourceText(state),
    maxAge: durationText(state.maxAgeMs),
    concurrency: describeSettings(upstream.concurrency),
    timeout: durationText(upstream.timeoutMs),
    clients: {
      ...Object.fromEntries(addressLists.map((name) => [name, list(name)])),
      ...describeSettings(Object.fromEntries(Object.entries(clients).filter(([name]) => !listSettings.has(name)))),
    },
    ...describeSettings(choices),
  };
}

/** They are shown with what stands in their files. */
const listSettings: ReadonlySet<string> = new Set(addressLists.flatMap((list) => [list, `${list}File`]));

function lengthOf(list: AddressSet | { readonly entries: readonly string[] }): number {
  return list instanceof AddressSet ? list.size : list.entries.length;
}

function verifyText({ origin, tls }: UpstreamSettings): string {
  if (origin.startsWith('http:')) return 'not needed: plain http to a loopback address';
  switch (tls.verify) {
    case 'panel':
      return `exactly the key in ${tls.certFile}`;
    case 'system':
      return `a certificate for ${tls.serverName ?? hostOf(origin)} that the system trusts`;
    case 'ca':
      return `a certificate for ${tls.serverName ?? hostOf(origin)} by an authority in ${tls.caFile}`;
    case 'pin':
      return `one of these keys: ${tls.pins.map((pin) => `sha256/${pin}`).join(', ')}`;
    case 'none':
      return 'NOT AT ALL: whoever answers at this url is taken for the panel';
  }
}

function sourceText({ source }: StateSettings): object {
  switch (source.kind) {
    case 'files':
      return { files: source.root };
    case 'static':
      return { static: source.file };
    case 'api':
      return {
        api: {
          accessKeyFile: source.accessKeyFile,
          every: durationText(source.everyMs),
          rootKeys: listText([...source.rootKeys]),
          extraCommands: listText([...source.extraCommands.keys()]),
        },
      };
  }
}

/** @param count undefined: the file was not looked at, or cannot be used */
function fileText(file: string | undefined, count: number | undefined): readonly string[] {
  if (file === undefined) return [];
  return [count === undefined ? `those in ${file}` : `${entriesText(count)} in ${file}`];
}

function hostOf(origin: string): string {
  return new URL(origin).hostname;
}
