import { parseAddress } from '../../domain/address/address.ts';
import { AddressSet } from '../../domain/address/address-set.ts';
import type { ByteString } from '../../domain/call/call.ts';
import type { AllowedAddresses, ApiSwitches } from '../../domain/panel/panel-state.ts';
import { type KeyValueLine, readKeyValueLines } from './key-value-file.ts';
import { lineFormFault } from '../text/line-form.ts';
import { printableText } from '../text/printable-text.ts';
import { isBlankOrComment, type OpenQuote, quoteAfter } from '../text/shell-quote.ts';
import { isUserName } from './user-file.ts';

/** What `conf/hestia.conf` says, in the reading that allows less. */
export interface PanelConf {
  readonly api: ApiSwitches;
  readonly allowedAddresses: AllowedAddresses;
  /** Undefined: there is none, or `unknown` has ROOT_USER. */
  readonly rootUser: string | undefined;
  /** Names whose values cannot be known: a line of another form mentions them, or lines contradict each other. */
  readonly unknown: ReadonlySet<PanelConfName>;
  /** Each of the four names is there. */
  readonly isWhole: boolean;
  /** What is odd in the file, in words, with line numbers, without values that could be secrets. */
  readonly reports: readonly string[];
}

/** Every value that some reading could give a name; undefined for one that is not known. Empty: the name is not there. */
type Candidates = readonly (string | undefined)[];
type Report = (message: string) => void;

const names = ['API_SYSTEM', 'API', 'API_ALLOWED_IP', 'ROOT_USER'] as const;
export type PanelConfName = (typeof names)[number];

const nobody: AllowedAddresses = Object.freeze({ everyone: false, set: AddressSet.empty });

/**
 * Reads the panel's configuration. The panel itself reads it twice, once tolerantly and once as a shell script; so every strict line of a
 * name is a candidate, every other line that mentions the name makes it unknown, and the least of the candidates counts. A line that assigns
 * nothing in both readings is nothing: an empty one or a comment, where no quote is open.
 */
export function readPanelConf(text: ByteString): PanelConf {
  const lines = linesThatCount(text);
  const reports: string[] = [];
  const report: Report = (message) => reports.push(`conf/hestia.conf: ${message}`);
  const form = lineFormFault(text);
  if (form !== undefined) report(form);
  reportOddLines(lines, report);
  const candidates = (name: PanelConfName): Candidates => candidatesOf(name, lines, report);
  return confOf(
    {
      API_SYSTEM: candidates('API_SYSTEM'),
      API: candidates('API'),
      API_ALLOWED_IP: candidates('API_ALLOWED_IP'),
      ROOT_USER: candidates('ROOT_USER'),
    },
    reports,
    report,
  );
}

function linesThatCount(text: ByteString): readonly KeyValueLine[] {
  let open: OpenQuote;
  return readKeyValueLines(text).flatMap((line): readonly KeyValueLine[] => {
    if (line.kind === 'strict' && (open === undefined || open === 'unsure')) return [line];
    if (line.kind === 'odd' && open === undefined && isBlankOrComment(line.text)) return [];
    const { number } = line;
    const lineText = line.kind === 'strict' ? `${line.name}='${line.value}'` : line.text;
    const isInside = open !== undefined && open !== 'unsure';
    open = quoteAfter(lineText, open);
    return [isInside ? { kind: 'odd', number, text: lineText, fault: 'stands in a quote that a line before it opens' } : line];
  });
}

/**
 * The same for values that were read elsewhere.
 *
 * @param where what the reports begin with
 */
export function panelConfOf(candidates: Readonly<Record<PanelConfName, Candidates>>, where: string): PanelConf {
  const reports: string[] = [];
  return confOf(candidates, reports, (message) => reports.push(`${where}: ${message}`));
}

function confOf(candidates: Readonly<Record<PanelConfName, Candidates>>, reports: readonly string[], report: Report): PanelConf {
  return Object.freeze({
    api: Object.freeze({ accessKeys: accessKeysOf(candidates.API_SYSTEM, report), deprecated: isYes(candidates.API) }),
    allowedAddresses: addressesOf(soleOf(candidates.API_ALLOWED_IP), report),
    rootUser: rootUserOf(soleOf(candidates.ROOT_USER), report),
    unknown: new Set(names.filter((name) => isUnknown(candidates[name]))),
    isWhole: names.every((name) => candidates[name].length > 0),
    reports: Object.freeze(reports),
  });
}

function reportOddLines(lines: readonly KeyValueLine[], report: Report): void {
  const alike = new Map<string, number[]>();
  for (const line of lines) {
    if (line.kind === 'strict') continue;
    const mentioned = names.filter((name) => mentions(line.text, name));
    const effect = mentioned.length > 0 ? `, so ${mentioned.join(', ')} counts as unknown and allows nothing` : ' and is ignored';
    const words = `${line.fault}${effect}`;
    const numbers = alike.get(words);
    if (numbers === undefined) alike.set(words, [line.number]);
    else numbers.push(line.number);
  }
  for (const [words, [first, ...others]] of alike) report(`line ${first} ${words}${sameOf(others)}`);
}

const maxNumbers = 10;

/** `; so do lines 7, 8 and 30 more` */
function sameOf(numbers: readonly number[]): string {
  if (numbers.length === 0) return '';
  const more = numbers.length > maxNumbers ? ` and ${numbers.length - maxNumbers} more` : '';
  return `; the same holds for line ${numbers.slice(0, maxNumbers).join(', ')}${more}`;
}

function candidatesOf(name: PanelConfName, lines: readonly KeyValueLine[], report: Report): Candidates {
  const found = lines.filter((line) => (line.kind === 'strict' ? line.name === name : mentions(line.text, name)));
  if (found.length === 0) report(`has no line ${name}='…', so it allows nothing`);
  if (found.length > 1) {
    const numbers = found.map((line) => line.number).join(', ');
    report(`${name} is in more than one line (${numbers}), so what allows less counts; leave one of them`);
  }
  return found.map((line) => (line.kind === 'strict' ? line.value : undefined));
}

function isUnknown(candidates: Candidates): boolean {
  return candidates.length > 0 && soleOf(candidates) === undefined;
}

function soleOf(candidates: Candidates): string | undefined {
  const [first, ...others] = candidates;
  return others.every((other) => other === first) ? first : undefined;
}

/** As a word of the line, also where the panel would first take control characters out of it. */
function mentions(text: ByteString, name: PanelConfName): boolean {
  const word = new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`);
  return word.test(text) || word.test(text.replaceAll(/[\x00-\x1f\x7f]/g, ''));
}

function accessKeysOf(candidates: Candidates, report: Report): ApiSwitches['accessKeys'] {
  const odd = candidates.some((value) => value !== undefined && !['', '0', '1', '2'].includes(value));
  if (odd) report('API_SYSTEM is neither 0, 1 nor 2, so the API counts as off for access keys');
  if (candidates.length === 0) return 'off';
  if (candidates.every((value) => value === '2')) return 'all';
  return candidates.every((value) => value === '1' || value === '2') ? 'root' : 'off';
}

function isYes(candidates: Candidates): boolean {
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
  return 'is not a plain address and allows nobody; ranges belong in clients.allow';
}

function isPlainAddress(entry: string): boolean {
  const address = parseAddress(entry);
  // The unspecified address stands for everyone at the panel, which is more than it says.
  return address !== undefined && !/^[46]0+$/.test(address.sortable);
}
