import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { AddressSet } from '../domain/address-set.ts';
import type { AddressListName } from '../domain/settings.ts';
import { rangesIn } from './addresses.ts';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts';
import type { Entry } from './text-list.ts';

const maxBytes = 16 * 1024 * 1024;
/** A file that is no list has a fault in each line. */
const maxProblems = 20;

/**
 * Reads a list of addresses and CIDR ranges from a file: entries are divided by line ends, blanks and commas, and `#` begins a comment.
 *
 * @throws ConfigurationError with the line of each fault
 * @throws the system's error, where the file cannot be read
 */
export function readAddressFile(path: string, list: AddressListName): AddressSet {
  const problems: ConfigurationProblem[] = [];
  const entries = textOf(path)
    .split(/\r\n|[\r\n]/)
    .flatMap((line, index) => entriesIn(line, index + 1));
  const words = entries.filter(({ text }) => text === 'inherit' || text === 'allow-all');
  const report = (text: string, [line]: readonly PropertyKey[] = []): undefined => {
    problems.push({ path: line === undefined ? '' : `line ${String(line)}`, text });
  };
  for (const { text, at } of words) report(`"${text}" belongs into clients.allow of the configuration`, at);
  const { set } = rangesIn(
    list,
    entries.filter((entry) => !words.includes(entry)),
    report,
  );
  if (problems.length === 0) return set;
  const rest = problems.length - maxProblems;
  const told = problems.slice(0, maxProblems);
  throw new ConfigurationError(path, rest > 0 ? [...told, { path: '', text: `and ${rest} more` }] : told);
}

function textOf(path: string): string {
  // Without waiting for whoever writes into a pipe.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new ConfigurationError(path, [{ path: '', text: 'expected a regular file' }]);
    if (stat.size > maxBytes) throw new ConfigurationError(path, [{ path: '', text: 'expected at most 16MiB' }]);
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } finally {
    closeSync(file);
  }
}

function entriesIn(line: string, number: number): readonly Entry[] {
  const [text = ''] = line.split('#');
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, at: [number] }));
}
