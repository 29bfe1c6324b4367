import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync } from 'node:fs';
import { parseAddress } from '../../domain/address/address.ts';
import { ownAddresses } from '../../host/own-addresses.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { readHostPanel } from '../../host/panel.ts';
import { listSetting } from '../../host/panel-setting.ts';
import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import { isLoopbackAddress } from '../look/panels-here.ts';

const tell = tellOf('sign-on');
const anew = byCommand('v-delete-sys-pma-sso && v-add-sys-pma-sso');

export interface SignOnFacts {
  /** The panel's file for it. */
  readonly text: string;
  readonly port: number;
  /** The panel's list of API addresses. */
  readonly list: string;
  /** Of this host, to which the name in the file leads: the sign-on calls from there. */
  readonly addresses: readonly string[];
}

/** The panel's sign-on to phpMyAdmin calls the API by the name and the port that were written into its file when it was made. */
export async function signOnExamination(): Promise<readonly Finding[]> {
  if (!existsSync(panelPaths.signOn)) return [];
  const text = readFileSync(panelPaths.signOn, 'latin1');
  const { port, list } = readHostPanel();
  const own = new Set(ownAddresses().map((address) => address.text));
  const found = await lookup(definedIn(text, 'API_HOST_NAME'), { all: true }).catch(() => []);
  const addresses = found
    .flatMap(({ address }) => parseAddress(address)?.text ?? [])
    .filter((address) => isLoopbackAddress(address) || own.has(address));
  return judgeSignOn({ text, port, list, addresses });
}

export function judgeSignOn({ text, port, list, addresses }: SignOnFacts): readonly Finding[] {
  const written = definedIn(text, 'API_HESTIA_PORT');
  if (written !== String(port))
    return [tell.fault(`${panelPaths.signOn} has port ${written || 'none'}, and the panel is on port ${port}`, anew)];
  if (addresses.length === 0)
    return [
      tell.unknown(
        `where its name, ${definedIn(text, 'API_HOST_NAME')}, leads to is no address of this host`,
        byHand('correct the name of this host in /etc/hosts or in the DNS'),
      ),
    ];
  const entries = list.split(',').filter((entry) => entry !== '');
  if (list === 'allow-all' || addresses.some((address) => entries.includes(sourceOf(address))))
    return [tell.well(`it calls port ${port}, and the panel takes its calls`)];
  const [first = ''] = addresses;
  return [
    tell.fault(
      `it calls from ${sourceOf(first)}, which is not on the panel's list`,
      byCommand(`v-change-sys-config-value ${listSetting} ${[...entries, sourceOf(first)].join(',')}`),
    ),
  ];
}

/** The system calls every loopback address from the first one, as Debian's 127.0.1.1. */
function sourceOf(address: string): string {
  return address.startsWith('127.') ? '127.0.0.1' : address;
}

/** @returns what a constant of the file is defined as; empty: there is none */
function definedIn(text: string, name: string): string {
  const [, value = ''] = new RegExp(`define\\("${name}",\\s*"([^"]*)"\\)`).exec(text) ?? [];
  return value;
}
