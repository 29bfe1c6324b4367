import type { z } from 'zod';
import { AddressSet } from '../../domain/address/address-set.ts';
import { parseAddress } from '../../domain/address/address.ts';
import type { adminSection } from '../sections/admin-section.ts';
import type { clientsSection } from '../sections/clients-section.ts';
import { isMapping } from '../text/is-mapping.ts';
import { type EntryPlace, type ListenEntry, placeOfEntry } from '../sections/listen-section.ts';
import { panelFilesRoot } from '../text/panel-files-root.ts';
import type { panelSection } from '../sections/panel-section.ts';
import type { SectionFault } from '../setting/section.ts';

type Clients = z.output<typeof clientsSection.whole>;
type Panel = z.output<typeof panelSection>;

export interface ListenContext {
  readonly listen: readonly ListenEntry[];
  readonly panels: readonly Panel[];
  readonly clients: Clients;
  readonly admin: z.output<typeof adminSection> | undefined;
}

/** The rules about the listeners, among them those that need to know the panels. */
export function judgeListen({ listen, panels, clients, admin }: ListenContext, fault: SectionFault): void {
  if (listen.length === 0) fault(['listen'], 'expected at least one address to listen on, found an empty list');
  const hasCertificate = panels.some((panel) => !isMapping(panel.state) || panelFilesRoot(panel.state) !== undefined);
  const trustsNobody = panels.every((panel) => trustsNone(panel.clients, clients));
  const places = listen.map((entry) => (isMapping(entry) ? placeOfEntry(entry) : undefined));
  for (const [index, place] of places.entries()) {
    if (place === undefined) continue;
    const at = ['listen', index];
    const first = places.findIndex((other) => other !== undefined && isSamePlace(other, place));
    if (first !== -1 && first < index)
      fault(at, `has the ${place.kind === 'socket' ? 'socket' : 'host and port'} of listen[${first}]`);
    if (place.kind === 'socket') {
      if (isMapping(admin) && admin.socket === place.path)
        fault(['admin', 'socket'], `is the socket of listen[${index}]; choose another`);
      continue;
    }
    const { host, port, tls, proxyProtocol } = place;
    if (isMapping(admin) && admin.port === port && port > 0 && takesFrom(host, admin.host))
      fault(['admin', 'port'], `is the port of listen[${index}] on the same address; choose another`);
    if (tls === 'panel' && !hasCertificate && panels.length > 0)
      fault(
        [...at, 'tls'],
        'panel is the certificate of a panel with state.files, and there is none; write { cert: FILE, key: FILE }',
      );
    if (isOn(proxyProtocol) && trustsNobody)
      fault([...at, 'proxyProtocol'], 'is taken from clients.trustedProxies only, which is empty; name the proxies there');
  }
}

function isSamePlace(one: EntryPlace, other: EntryPlace): boolean {
  if (one.kind === 'socket') return other.kind === 'socket' && typeof one.path === 'string' && one.path === other.path;
  return other.kind === 'tcp' && one.host === other.host && one.port === other.port && one.port > 0;
}

/** Whether two hosts exclude each other on one port: they are the same, or one of them is every address. */
function takesFrom(host: string, other: unknown): boolean {
  if (typeof host !== 'string' || typeof other !== 'string') return false;
  const [one, two] = [parseAddress(host), parseAddress(other)];
  if (one === undefined || two === undefined) return host === other || [one, two].some((address) => isEvery(address?.text));
  const isOneFamily = one.family === two.family;
  // `::` takes IPv4 connections, too.
  return (
    one.text === two.text || one.text === '::' || two.text === '::' || (isOneFamily && (isEvery(one.text) || isEvery(two.text)))
  );
}

function isEvery(text: string | undefined): boolean {
  return text === '0.0.0.0' || text === '::';
}

/** A value that has faults of its own is neither on nor off. */
function isOn(value: boolean): boolean {
  return typeof value === 'boolean' && value;
}

function trustsNone(own: Panel['clients'], all: Clients): boolean {
  const file = own?.trustedProxies === undefined ? (own?.trustedProxiesFile ?? all.trustedProxiesFile) : own.trustedProxiesFile;
  return file === undefined && isNobody(own?.trustedProxies ?? all.trustedProxies);
}

/** A list that has faults of its own is not empty. */
function isNobody(list: Clients['trustedProxies']): boolean {
  return list instanceof AddressSet && list.size === 0;
}
