import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { AddressSet } from '../../domain/address/address-set.ts';
import type { AddressListName } from '../../domain/policy/settings.ts';
import { faultOfProxies, isAllowWord, rangesIn } from '../values/addresses.ts';
import { ConfigurationError, type ConfigurationProblem } from '../text/configuration-error.ts';
import { StartError } from '../../domain/start-error.ts';
import { othersMayWrite } from './others-may-write.ts';
import type { ListEntry } from '../values/text-list.ts';

const maxBytes = 16 * 1024 * 1024;
const maxEntries = 250_000;
/** A file that is no list has a fault in each line. */
const maxProblems = 20;
/** Read in one piece of some milliseconds. */
const linesInSlice = 500;

/**
 * Reads a list of addresses and CIDR ranges from a file: entries are divided by line ends, blanks and commas, and `#` begins a comment.
 *
 * @throws ConfigurationError with the line of each fault
 * @throws StartError where others may write it, because such a file decides who may call
 * @throws the system's error, where the file cannot be read
 */
export function readAddressFile(path: string, list: AddressListName): AddressSet {
  const reading = new AddressFileReading(path, list);
  while (!reading.isDone) reading.readSlice();
  return reading.set();
}

/** The same, in slices between which others go on. */
export async function readAddressFileInSlices(path: string, list: AddressListName): Promise<AddressSet> {
  const reading = new AddressFileReading(path, list);
  while (!reading.isDone) {
    reading.readSlice();
    await turn();
  }
  return reading.set();
}

/** One list that is being read. */
class AddressFileReading {
  readonly #path: string;
  readonly #list: AddressListName;
  readonly #lines: readonly string[];
  readonly #sets: AddressSet[] = [];
  readonly #problems: ConfigurationProblem[] = [];
  #read = 0;
  #entries = 0;

  constructor(path: string, list: AddressListName) {
    this.#path = path;
    this.#list = list;
    this.#lines = wholeText(path).split(/\r\n|[\r\n]/);
  }

  get isDone(): boolean {
    return this.#read >= this.#lines.length || this.#problems.length > maxProblems;
  }

  readSlice(): void {
    const lines = this.#lines.slice(this.#read, this.#read + linesInSlice);
    const entries = lines.flatMap((line, index) => entriesIn(line, this.#read + index + 1));
    this.#read += lines.length;
    this.#entries += entries.length;
    for (const { text, at } of entries)
      if (isAllowWord(text)) this.#report(`"${text}" belongs in clients.allow of the configuration`, at);
    const ranges = entries.filter(({ text }) => !isAllowWord(text));
    this.#sets.push(rangesIn(this.#list, ranges, (text, at) => this.#report(text, at)));
    if (this.#entries > maxEntries) {
      this.#report(`expected at most ${maxEntries} entries`);
      this.#read = this.#lines.length;
    }
  }

  /** @throws ConfigurationError */
  set(): AddressSet {
    const set = AddressSet.union(this.#sets);
    // Everyone in many slices: none of them alone is at fault.
    const together = this.#list === 'trustedProxies' && this.#problems.length === 0 ? faultOfProxies(set) : undefined;
    if (together !== undefined) this.#report(together);
    if (this.#problems.length === 0) return set;
    const told = this.#problems.slice(0, maxProblems);
    const more = { path: '', text: 'and more of them' };
    throw new ConfigurationError(this.#path, this.#problems.length > maxProblems ? [...told, more] : told);
  }

  readonly #report = (text: string, [line]: readonly PropertyKey[] = []): undefined => {
    this.#problems.push({ path: line === undefined ? '' : `line ${String(line)}`, text });
  };
}

/** @throws where it may be half written: then it would allow or deny what the whole of it does not */
function wholeText(path: string): string {
  const text = textOf(path);
  const fault = (what: string): never => {
    throw new ConfigurationError(path, [{ path: '', text: what }]);
  };
  if (text === '') return fault('is empty, so it may be half written; for a list without entries write a comment (#) into it');
  if (!/[\r\n]$/.test(text)) return fault('does not end with a line feed, so it may be half written; end its last line');
  return text;
}

function textOf(path: string): string {
  // Never blocks on a pipe.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new ConfigurationError(path, [{ path: '', text: 'expected a regular file' }]);
    const fault = othersMayWrite(path, stat);
    if (fault !== undefined) throw new StartError('EFILEREFUSED', `${path} ${fault}`);
    if (stat.size > maxBytes) throw new ConfigurationError(path, [{ path: '', text: 'expected at most 16MiB' }]);
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } finally {
    closeSync(file);
  }
}

function entriesIn(line: string, number: number): readonly ListEntry[] {
  const [text = ''] = line.split('#');
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, at: [number] }));
}
