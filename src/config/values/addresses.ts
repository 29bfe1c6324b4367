import { isIP } from 'node:net';
import { AddressSet, faultOfRange } from '../../domain/address/address-set.ts';
import { parseAddress } from '../../domain/address/address.ts';
import { parseNetwork } from '../../domain/address/network.ts';
import { rangeHint } from '../../domain/address/range-hint.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { AddressListName } from '../../domain/policy/settings.ts';
import type { Fault } from './leaf.ts';
import { nearestKey } from '../text/nearest-key.ts';
import { type ListEntry, textList } from './text-list.ts';

/** The entries of a list that has words beside addresses, as they are written. */
interface WithEntries {
  readonly entries: readonly string[];
}

type FormerList = NonNullable<ClientPolicy['before']> & WithEntries;
type AllowList = ClientPolicy['allow'] & WithEntries;

/** Who may connect: addresses and ranges, the panel's own list (`inherit`), or everyone (`allow-all`, alone). */
export function allowedClients() {
  return textList('a list of addresses and CIDR ranges, inherit or allow-all', (entries, fault): AllowList => {
    const everyone = entries.filter((entry) => entry.text === 'allow-all');
    if (entries.length > everyone.length) {
      for (const { at } of everyone) fault('allow-all must stand alone: leave out either it or the other entries', at);
    }
    const ranges = entries.filter((entry) => entry.text !== 'allow-all' && entry.text !== 'inherit');
    return {
      everyone: everyone.length > 0,
      inherit: entries.some((entry) => entry.text === 'inherit'),
      set: rangesIn('allow', ranges, fault),
      entries: textsOf(entries),
    };
  });
}

/** Who could call before: addresses and ranges, or everyone (`allow-all`, alone). */
export function formerClients() {
  return textList('a list of addresses and CIDR ranges, or allow-all', (entries, fault): FormerList => {
    const isEveryone = entries.length === 1 && entries[0]?.text === 'allow-all';
    return { everyone: isEveryone, set: rangesIn('before', isEveryone ? [] : entries, fault), entries: textsOf(entries) };
  });
}

/** Whose calls are refused. */
export function deniedClients() {
  return textList('a list of addresses and CIDR ranges', (entries, fault) => rangesIn('deny', entries, fault));
}

/** Who is never banned. */
export function neverBannedClients() {
  return textList('a list of addresses and CIDR ranges', (entries, fault) => rangesIn('neverBan', entries, fault));
}

/** Who may speak for a client. */
export function trustedProxies() {
  return textList('a list of addresses and CIDR ranges', (entries, fault) => rangesIn('trustedProxies', entries, fault));
}

/** From where a key is used. */
export function keyAddresses() {
  return textList('a list of addresses and CIDR ranges', (entries, fault) => rangesIn('from', entries, fault));
}

/** The widest network that one owner may name: every client in it may guess at the key without its address being banned. */
const leastBits = { 4: 24, 6: 48 } as const;

/** From where the owner of a key calls. */
export function ownerAddresses() {
  return textList('a list of addresses and CIDR ranges', (entries, fault) => {
    for (const { text, at } of entries) {
      const { family, bits } = parseNetwork(text) ?? { family: 4, bits: 32 };
      if (bits < leastBits[family])
        fault(`"${text}" is wider than /${leastBits[family]}; name the networks that are the owner's own`, at);
    }
    return rangesIn('owners', entries, fault);
  });
}

/** From where a kind of credential is taken. */
export function callingAddresses() {
  return textList('a list of addresses and CIDR ranges', (entries, fault) => {
    const ranges = rangesIn('from', entries, fault);
    return entries.length === 0 ? fault('expected at least one address; to take them from nowhere write deny') : ranges;
  });
}

/** The addresses and ranges of a list, with a fault for each that cannot stand there. */
export function rangesIn(list: JudgedList, entries: readonly ListEntry[], fault: Fault): AddressSet {
  const ranges = rangesOf(list, entries, fault);
  if (list === 'trustedProxies') judgeProxies(entries, ranges, fault);
  return ranges;
}

interface EveryoneAdvice {
  /** Of `0.0.0.0` and `::`, which people write for everyone but which are no client's address. */
  readonly wildcard: string;
  /** Of a word for everyone. */
  readonly word: string;
}

/** A list that is judged here: one that may have a file, the list of before, that of a key's owner, or from where something is used. */
type JudgedList = AddressListName | 'before' | 'owners' | 'from';

const everyoneAdvice: Readonly<Record<JudgedList, EveryoneAdvice>> = {
  allow: { wildcard: 'opens nothing; to allow everyone write allow-all', word: 'did you mean "allow-all"?' },
  deny: {
    wildcard: 'denies nothing; to deny everyone write 0.0.0.0/0 and ::/0',
    word: 'to deny everyone write 0.0.0.0/0 and ::/0',
  },
  neverBan: {
    wildcard: 'is the address of nobody; to ban nobody write 0.0.0.0/0 and ::/0',
    word: 'to ban nobody write 0.0.0.0/0 and ::/0',
  },
  before: {
    wildcard: 'was the address of nobody; where everyone could call write allow-all, alone',
    word: 'where everyone could call write allow-all, alone',
  },
  from: {
    wildcard: 'is the address of nobody; where it may be used everywhere leave from out',
    word: 'where it may be used everywhere leave from out',
  },
  owners: { wildcard: 'is the address of nobody; name where the owner calls from', word: 'name where the owner calls from' },
  trustedProxies: { wildcard: 'is the address of no proxy; name the proxies themselves', word: 'name the proxies themselves' },
};

const allowWords = ['allow-all', 'inherit'] as const;
/** What other programs call everyone. */
const everyoneWords: ReadonlySet<string> = new Set(['*', 'all', 'any', 'everyone', 'everybody', 'anywhere', 'world', 'public']);

/** Whether it is a word of `clients.allow` that stands for addresses. */
export function isAllowWord(text: string): boolean {
  return allowWords.some((word) => word === text);
}

/** What to write instead of a word; undefined: it is none that is known here. */
function wordHint(text: string, list: JudgedList): string | undefined {
  const word = text.toLowerCase().replaceAll(/[\s_]+/g, '-');
  if (everyoneWords.has(word)) return everyoneAdvice[list].word;
  const meant = nearestKey(word, allowWords);
  if (meant === undefined || isIP(text.split('/')[0] ?? '') !== 0) return undefined;
  if (list === 'before' && meant === 'allow-all') return everyoneAdvice.before.word;
  return list === 'allow' ? `did you mean "${meant}"?` : `"${meant}" belongs in clients.allow`;
}

function judgeProxies(entries: readonly ListEntry[], ranges: AddressSet, fault: Fault): void {
  const good = new Set(ranges.texts);
  const everyone = entries.filter(({ text }) => good.has(text) && hasEveryone(AddressSet.of([text])));
  for (const { text, at } of everyone) fault(`"${text}" ${choiceOfAddress}`, at);
  // Everyone in many entries: none of them alone is at fault.
  const together = everyone.length === 0 ? faultOfProxies(ranges) : undefined;
  if (together !== undefined) fault(together);
}

/** What is wrong with a list of trusted proxies as a whole. */
export function faultOfProxies(proxies: AddressSet): string | undefined {
  return hasEveryone(proxies) ? `together they hold most of the Internet, which ${choiceOfAddress}` : undefined;
}

const choiceOfAddress = 'would let everyone choose the address that is checked; name the proxies alone';

function hasEveryone(set: AddressSet): boolean {
  return set.hasEveryone(4) || set.hasEveryone(6);
}

function rangesOf(list: JudgedList, entries: readonly ListEntry[], fault: Fault): AddressSet {
  const wildcardText = everyoneAdvice[list].wildcard;
  const good = entries.filter(({ text, at }) => {
    const isWildcard = ['0.0.0.0', '::'].includes(parseAddress(text)?.text ?? '');
    const problem = isWildcard ? `"${text}" ${wildcardText}` : withHint(faultOfRange(text), text, list);
    if (problem !== undefined) fault(problem, at);
    return problem === undefined;
  });
  return AddressSet.of(textsOf(good));
}

function withHint(fault: string | undefined, text: string, list: JudgedList): string | undefined {
  const hint = fault === undefined ? undefined : (wordHint(text, list) ?? rangeHint(text));
  return fault === undefined || hint === undefined ? fault : `${fault}; ${hint}`;
}

function textsOf(entries: readonly ListEntry[]): string[] {
  return entries.map((entry) => entry.text);
}
