import { parseAddress } from '../domain/address.ts';
import { AddressSet } from '../domain/address-set.ts';
import type { ByteString } from '../domain/call.ts';
import type { AllowedAddresses, ApiSwitches } from '../domain/panel-state.ts';
import { type KeyValueLine, readKeyValueLines } from './key-value-file.ts';
import { printableText } from './printable-text.ts';
import { isUserName } from './user-file.ts';

/** What `conf/hestia.conf` says, in the reading that allows less. */
export interface PanelConf {
  readonly api: ApiSwitches;
  readonly allowedAddresses: AllowedAddresses;
  readonly rootUser: string | undefined;
  /** What is odd in the file, in words, with line numbers, without values that could be secrets. */
  readonly reports: readonly string[];
}

type Report = (message: string) => void;

const names = ['API_SYSTEM', 'API', 'API_ALLOWED_IP', 'ROOT_USER'] as const;
type Name = (typeof names)[number];

const nobody: AllowedAddresses = Object.freeze({ everyone: false, set: AddressSet.empty });

/**
 * Reads the panel's configuration. The panel itself reads it twice, once tolerantly and once as a shell script; so every strict line of a
 * name is a candidate, every other line that mentions the name makes it unknown, and the least of the candidates counts.
 */
export function readPanelConf(text: ByteString): PanelConf {
  const lines = readKeyValueLines(text);
  const reports: string[] = [];
  const report: Report = (message) => reports.push(`conf/hestia.conf: ${message}`);
  reportOddLines(lines, report);
  const candidates = (name: Name): readonly (string | undefined)[] => candidatesOf(name, lines, report);
  return confOf(candidates, reports, report);
}

/**
 * The same for values that were read elsewhere.
 *
 * @param candidates every value that some reading could give the name; undefined for one that is not known
 * @param where what the reports begin with
 */
export function panelConfOf(candidates: Readonly<Record<Name, readonly (string | undefined)[]>>, where: string): PanelConf {
  const reports: string[] = [];
  return confOf(
    (name) => candidates[name],
    reports,
    (message) => reports.push(`${where}: ${message}`),
  );
}

function confOf(
  candidatesOfName: (name: Name) => readonly (string | undefined)[],
  reports: readonly string[],
  report: Report,
): PanelConf {
  const api = Object.freeze({
    accessKeys: accessKeysOf(candidatesOfName('API_SYSTEM'), report),
    deprecated: isYes(candidatesOfName('API')),
  });
  const allowedAddresses = addressesOf(soleOf(candidatesOfName('API_ALLOWED_IP')), report);
  const rootUser = rootUserOf(soleOf(candidatesOfName('ROOT_USER')), report);
  return Object.freeze({ api, allowedAddresses, rootUser, reports: Object.freeze(reports) });
}

function reportOddLines(lines: readonly KeyValueLine[], report: Report): void {
  for (const line of lines) {
    if (line.kind === 'strict') continue;
    const mentioned = names.filter((name) => mentions(line.text, name));
    const effect = mentioned.length > 0 ? `, so ${mentioned.join(', ')} counts as unknown and allows nothing` : ' and is ignored';
    report(`line ${line.number} ${line.fault}${effect}`);
  }
}

/** Every value that some reading could give the name; undefined for one that is not known. Empty: the name is not there. */
function candidatesOf(name: Name, lines: readonly KeyValueLine[], report: Report): readonly (string | undefined)[] {
  const found = lines.filter((line) => (line.kind === 'strict' ? line.name === name : mentions(line.text, name)));
  if (found.length === 0) report(`has no line ${name}='…', so it allows nothing`);
  if (found.length > 1) {
    const numbers = found.map((line) => line.number).join(', ');
    report(`${name} is in more than one line (${numbers}), so what allows less counts; leave one of them`);
  }
  return found.map((line) => (line.kind === 'strict' ? line.value : undefined));
}

function soleOf(candidates: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = candidates;
  return others.every((other) => other === first) ? first : undefined;
}

/** As a word of the line, also where the panel would first take control characters out of it. */
function mentions(text: ByteString, name: Name): boolean {
  const word = new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`);
  return word.test(text) || word.test(text.replaceAll(/[\x00-\x1f\x7f]/g, ''));
}

function accessKeysOf(candidates: readonly (string | undefined)[], report: Report): ApiSwitches['accessKeys'] {
  const odd = candidates.some((value) => value !== undefined && !['', '0', '1', '2'].includes(value));
  if (odd) report('API_SYSTEM is neither 0, 1 nor 2, so the API counts as off for access keys');
  if (candidates.length === 0) return 'off';
  if (candidates.every((value) => value === '2')) return 'all';
  return candidates.every((value) => value === '1' || value === '2') ? 'root' : 'off';
}

function isYes(candidates: readonly (string | undefined)[]): boolean {
  return candidates.length > 0 && candidates.every((value) => value === 'yes');
}

function rootUserOf(name: string | undefined, report: Report): string | undefined {
  if (name === undefined) return undefined;
  if (isUserName(name)) return name;
  report("ROOT_USER is not a user's name, so no key is the root user's");
  return undefined;
}

/** Never wider than the panel, which compares text: plain addresses, or everyone where `allow-all` is the whole list. */
function addressesOf(list: string | undefined, report: Report): AllowedAddresses {
  if (list === undefined) return nobody;
  if (list === 'allow-all') return Object.freeze({ everyone: true });
  const entries = list.split(',').filter((entry) => entry !== '');
  const plain = entries.filter((entry) => isPlainAddress(entry));
  for (const entry of entries.filter((other) => !plain.includes(other))) {
    report(`API_ALLOWED_IP: "${printableText(entry)}" ${faultOfEntry(entry)}`);
  }
  return Object.freeze({ everyone: false, set: AddressSet.of(plain) });
}

/** Why an entry allows nobody, and what to write instead. */
function faultOfEntry(entry: string): string {
  if (entry.trim() === 'allow-all')
    return 'counts only as the whole list, and allows nobody here: write allow-all alone, or leave it out';
  if (isPlainAddress(entry.trim())) return 'has blanks around it, which the panel compares too, and allows nobody: take them out';
  if (parseAddress(entry) !== undefined) return 'is the address of nobody: write the addresses themselves, or allow-all alone';
  return 'is not a plain address and allows nobody; ranges belong into clients.allow';
}

function isPlainAddress(entry: string): boolean {
  const address = parseAddress(entry);
  // The unspecified address stands for everyone at the panel, which is more than it says.
  return address !== undefined && !/^[46]0+$/.test(address.sortable);
}
