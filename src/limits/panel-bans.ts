import { type Address, parseAddress, prefixOf, prefixText } from '../domain/address/address.ts';
import { firstAddress, meetsPrefix, parseNetwork } from '../domain/address/network.ts';
import type { BanByHand, BannedClient, BanResult, RunningBan } from '../domain/ledger/limits-status.ts';
import { after, afterAll, type MaybePromise } from '../domain/maybe-promise.ts';
import type { LocalPanel } from './local/local-panel.ts';
import { nameOf } from './logins/ban-table.ts';
import type { Ban, FailureStore, NamedSubject, Subject } from './logins/failure-store.ts';
import { addressSubjects } from './logins/login-subjects.ts';

/** The bans of one panel, for people. */
export interface PanelBans {
  readonly running: () => readonly RunningBan[];
  /** Of the newest so many that began here, those where a key was used with success lately, or the configuration says that its owner calls from there. */
  readonly latestOfKnown: (begun: number) => readonly RunningBan[];
  readonly ban: (client: BannedClient, byHand: BanByHand) => MaybePromise<BanResult>;
  /** Those that refuse a client; of a network, all of it. */
  readonly on: (client: BannedClient) => readonly RunningBan[];
  /** What a ban of the client is called here: an address as what counts as one client. */
  readonly nameOf: (client: BannedClient) => string;
  /** @returns how many there were */
  readonly unban: (client: BannedClient) => MaybePromise<number>;
  /** Of a key from one client. @returns how many there were */
  readonly unbanPair: (key: string, client: BannedClient) => MaybePromise<number>;
}

export interface PanelBansOptions {
  readonly name: string;
  readonly local: LocalPanel;
  readonly store: () => FailureStore;
  /** Ids that the panel does not have, as this gateway has seen them from an address lately. */
  readonly unknownPairs: (address: Address) => readonly Subject[];
}

/** No network is banned that has more of the Internet: of such a one nobody knows who is in it. */
const leastBits = { 4: 8, 6: 16 } as const;

export function createPanelBans({ name, local, store, unknownPairs }: PanelBansOptions): PanelBans {
  const { ipv6Prefix, neverBan, owners, failures } = local;
  const shown = ({ subject, cause, leftMs, sinceMs, level, note }: Ban): RunningBan => ({
    panel: name,
    subject: subjectText(subject),
    cause,
    leftMs,
    sinceMs,
    level,
    note,
  });

  /** A network that counts as one client is one. */
  function asClient(client: BannedClient): BannedClient {
    if (client.kind === 'address') return client;
    const { family, bits } = client.network;
    const address = firstAddress(client.network);
    return address !== undefined && bits === (family === 4 ? 32 : ipv6Prefix) ? { kind: 'address', address } : client;
  }

  function bansOn(client: BannedClient): readonly Ban[] {
    const { banTable } = failures;
    const address = client.kind === 'address' ? client.address : firstAddress(client.network);
    if (address === undefined) return [];
    const around = banTable.networksOf(address);
    if (client.kind === 'network') return around.filter(({ subject }) => bitsOf(subject) <= client.network.bits);
    const bans = [...addressSubjects(address, ipv6Prefix).flatMap((subject) => banTable.of(subject) ?? []), ...around];
    return [...new Map(bans.map((ban) => [nameOf(ban.subject), ban])).values()];
  }

  function objection(client: BannedClient, withKnown: boolean): BanResult | undefined {
    if (client.kind === 'address') return neverBan.has(client.address) ? 'never' : undefined;
    const { network } = client;
    if (network.bits < leastBits[network.family]) return 'too-wide';
    if (neverBan.meets(network)) return 'never';
    if (withKnown) return undefined;
    const isKnown = owners.meets(network) || failures.known.hasPrefixWhere((prefix) => meetsPrefix(network, prefix));
    return isKnown ? 'known' : undefined;
  }

  /** One by hand is known to who made it. */
  function isOfKnown({ cause, subject: { text } }: Ban): boolean {
    if (cause === 'manual') return false;
    const prefix = text.slice(text.lastIndexOf(' ') + 1);
    if (failures.known.hasPrefix(prefix)) return true;
    const address = parseAddress(prefix);
    if (address !== undefined) return owners.hasAddress(address);
    const network = parseNetwork(prefixText(prefix));
    if (network === undefined) return false;
    const isOneClient = network.bits === ipv6Prefix;
    return owners.meets(network) || (!isOneClient && failures.known.hasPrefixWhere((each) => meetsPrefix(network, each)));
  }

  function unbanAll(subjects: readonly Subject[]): MaybePromise<number> {
    return afterAll(
      subjects.map((subject) => store().unban(subject)),
      (ran) => ran.filter(Boolean).length,
    );
  }

  return {
    running: () => failures.bans().map(shown),
    latestOfKnown: (begun) => failures.banTable.latest(begun).filter(isOfKnown).map(shown),
    on: (client) => bansOn(asClient(client)).map(shown),
    nameOf: (client) => subjectText(subjectOf(asClient(client), ipv6Prefix)),
    ban: (given, { lastsMs, note, withKnown }) => {
      const client = asClient(given);
      const refused = objection(client, withKnown);
      if (refused !== undefined) return refused;
      return after(store().ban(subjectOf(client, ipv6Prefix), lastsMs, note), (isBanned) => (isBanned ? 'banned' : 'no-room'));
    },
    unban: (given) => {
      const client = asClient(given);
      const prefix = prefixIn(client, ipv6Prefix);
      const pairs = pairBans(store(), (text) => text.endsWith(` ${prefix}`));
      if (client.kind === 'address')
        return unbanAll([...addressSubjects(client.address, ipv6Prefix), ...pairs, ...unknownPairs(client.address)]);
      // A list shows it also where its bits counted as one client once.
      return unbanAll([{ kind: 'network', text: prefix }, { kind: 'address', text: prefix }, ...pairs]);
    },
    unbanPair: (key, client) => unbanAll([{ kind: 'pair', text: `${key} ${prefixIn(asClient(client), ipv6Prefix)}` }]),
  };
}

/** Bans of a key from a prefix. */
export function pairBans(failures: FailureStore, isMeant: (text: string) => boolean): readonly Subject[] {
  return failures.bans().flatMap(({ subject }) => (subject.kind === 'pair' && isMeant(subject.text) ? [subject] : []));
}

/** With its prefix as people write it. */
export function subjectText({ text }: Subject): string {
  const at = text.lastIndexOf(' ') + 1;
  return text.slice(0, at) + prefixText(text.slice(at));
}

function subjectOf(client: BannedClient, ipv6Prefix: number): NamedSubject {
  return { kind: client.kind, text: prefixIn(client, ipv6Prefix) };
}

function prefixIn(client: BannedClient, ipv6Prefix: number): string {
  return client.kind === 'address' ? prefixOf(client.address, ipv6Prefix) : client.network.name;
}

function bitsOf({ text }: Subject): number {
  return Number(text.split('/')[1]);
}
