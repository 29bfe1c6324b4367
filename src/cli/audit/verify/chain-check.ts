import type { ChainKey } from '../../../observe/chain/chain-key.ts';
import { type Seal, sealOf } from '../../../observe/chain/sealed-line.ts';
import { fieldsOf, textOf } from '../../../domain/text/json-fields.ts';
import type { ReadLine } from '../read/lines-of.ts';
import type { Anchors } from './anchors.ts';
import { LineCheck, type RunCheck } from './line-check.ts';
import { Remarks } from './remarks.ts';
import { tellAnchored, tellRuns } from './tell-end.ts';

/** Looks at all lines of the files of a gateway, in their order, and tells what was done to them. */
export class ChainCheck {
  readonly remarks = new Remarks();
  readonly #key: ChainKey | undefined;
  readonly #anchors: Anchors;
  readonly #lines: LineCheck;
  readonly #runs = new Map<number, RunCheck>();
  /** The line before, where it was cut off: what comes next tells why. */
  #torn: string | undefined;
  #sealed = 0;
  /** Lines of no chain before the first of one. */
  #unsealed = 0;
  #ofProcessLog = 0;
  #lowestRun = Number.POSITIVE_INFINITY;
  /** Of runs without a line so far: up to which line they were in the file when another began. */
  readonly #wereBefore = new Map<number, { readonly seq: number; readonly run: number }>();
  #lastAnchored: { readonly run: number; readonly seq: number } | undefined;
  #chain: string | undefined;

  constructor(key: ChainKey | undefined, anchors: Anchors) {
    this.#key = key;
    this.#anchors = anchors;
    this.#lines = new LineCheck(key);
    this.#chain = key?.chain;
  }

  /** Lines that were found in their place. */
  get count(): number {
    return this.#sealed;
  }

  get runCount(): number {
    return this.#runs.size;
  }

  /** @param file for what is told about it */
  line({ text, number, isTooLong }: ReadLine, file: string): void {
    const at = `${file}:${number}`;
    const seal = sealOf(text);
    if (seal !== undefined) return this.#sealedLine(seal, text, at);
    if (!isTooLong && isCut(text)) this.#tear(at);
    else if (isOfProcessLog(text)) this.#ofProcessLog += 1;
    else if (this.#sealed === 0) this.#unsealed += 1;
    else
      this.remarks.add('tampered', at, 'the line is of no chain: it was added or changed, or written while audit.chain was off');
  }

  /** All lines have been read. */
  end(): void {
    this.#settleTear(undefined);
    const parts = { runs: this.#runs, remarks: this.remarks, key: this.#key, anchors: this.#anchors };
    if (this.#ofProcessLog > 0)
      this.remarks.add('note', '', `${this.#ofProcessLog} lines are of the process's own log, which has no chain`);
    if (this.#sealed === 0) this.remarks.add('unproven', '', 'no line of a chain is here');
    tellRuns(parts);
    tellAnchored({ ...parts, lastAnchored: this.#lastAnchored });
  }

  #sealedLine(seal: Seal, text: string, at: string): void {
    const { run, seq } = seal;
    const event = seq === 0 || text.includes('"event":"stopped"') ? recordOf(text) : {};
    if (seq === 0 && event['event'] === 'started' && !this.#isOfThisChain(event, at)) return;
    const known = this.#runs.get(run);
    if (known === undefined && this.#runs.size >= maxRuns) {
      this.remarks.add('unproven', at, `only ${maxRuns} runs are looked at, and this line is of another one; give fewer files`);
      return;
    }
    const check = known ?? this.#lines.begin(run);
    if (seq < check.next) {
      this.remarks.add('tampered', at, `${placeOf(run, seq)} stands where line ${check.next} belongs: it was copied or moved`);
      return;
    }
    const expected = check.next;
    // One that was taken over from may write behind the first line of the next.
    const isBeginning = known === undefined && run < this.#lowestRun;
    if (!this.#lines.take(check, seal, isBeginning)) {
      this.remarks.add('tampered', at, `this is not what the gateway wrote as ${placeOf(run, seq)}: it was changed or added`);
      return;
    }
    this.#settleTear(seq === 0 ? undefined : at);
    const isFirst = this.#runs.size === 0;
    this.#runs.set(run, check);
    if (isFirst) this.#tellUnsealed(run === 0 && seq === 0, at);
    this.#compareOrder(seal, at);
    if (seq > expected) this.#tellGap({ run, from: expected, to: seq - 1, isBeginning }, at);
    this.#lowestRun = Math.min(this.#lowestRun, run);
    if (event['event'] === 'stopped') check.isStopped = true;
    if (event['event'] === 'started') this.#followsWhat(event, seal, at);
    this.#sealed += 1;
    this.#compareAnchor(check, seal, at);
  }

  #isOfThisChain({ chain }: Readonly<Record<string, unknown>>, at: string): boolean {
    this.#chain ??= textOf(chain);
    if (chain === this.#chain) return true;
    const whose = this.#key === undefined ? 'before it is chain' : 'the key is of chain';
    this.remarks.add('tampered', at, `chain ${textOf(chain)} begins here, and ${whose} ${this.#chain}`);
    return false;
  }

  #tellGap(gap: { run: number; from: number; to: number; isBeginning: boolean }, at: string): void {
    const lines = gap.from === gap.to ? `line ${gap.from}` : `lines ${gap.from} to ${gap.to}`;
    if (gap.isBeginning) {
      this.remarks.add(
        'note',
        at,
        `the log begins here with line ${gap.to + 1} of run ${gap.run}; what is before it is in older files, or was taken away`,
      );
      return;
    }
    this.remarks.add('tampered', at, `${lines} of run ${gap.run} should stand before this line, and are missing`);
  }

  #compareOrder({ run, seq }: Seal, at: string): void {
    const wasBefore = this.#wereBefore.get(run);
    if (wasBefore === undefined || seq > wasBefore.seq) return;
    this.#wereBefore.delete(run);
    this.remarks.add('tampered', at, `${placeOf(run, seq)} was in the file when run ${wasBefore.run} began: it was moved`);
  }

  #tellUnsealed(isBeginningOfChain: boolean, at: string): void {
    if (this.#unsealed === 0) return;
    const lines = `${this.#unsealed} lines before this one are of no chain`;
    if (isBeginningOfChain) this.remarks.add('note', at, `${lines}, which begins here: nothing proves them`);
    else
      this.remarks.add(
        'tampered',
        at,
        `${lines}, which began before: they were added or changed, or written while audit.chain was off`,
      );
  }

  /** What the gateway found in the file when it began the run must be here, too. */
  #followsWhat({ after, afterMac }: Readonly<Record<string, unknown>>, { run: ofRun }: Seal, at: string): void {
    if (typeof after !== 'string') return;
    const [run = 0, seq = 0] = after.split('.').map(Number);
    const before = this.#runs.get(run);
    if (before === undefined && run < this.#lowestRun) {
      this.#wereBefore.set(run, { seq, run: ofRun });
      return;
    }
    if (before === undefined || before.next <= seq)
      this.remarks.add('tampered', at, `the file ended with ${placeOf(run, seq)} when this run began, and that line is missing`);
    else if (before.next === seq + 1 && before.lastMac !== afterMac)
      this.remarks.add('tampered', at, `the file ended with another ${placeOf(run, seq)} when this run began`);
  }

  #compareAnchor(check: RunCheck, { run, seq, mac }: Seal, at: string): void {
    const anchor = this.#anchors.at(run, seq);
    if (anchor === undefined) return;
    if (anchor.mac === mac && (check.head === undefined || check.head === anchor.head)) {
      this.#lastAnchored = { run, seq };
      // Where the beginning of the run is not here, lines behind its first anchor are proven by those that follow.
      check.head = anchor.head;
    } else
      this.remarks.add(
        'tampered',
        at,
        `the anchor tells of another ${placeOf(run, seq)}, or of others before it: they were written anew`,
      );
  }

  #tear(at: string): void {
    this.#settleTear(undefined);
    this.#torn = at;
  }

  /** @param at of the line of the same run behind it; undefined: there is none, or another run begins */
  #settleTear(at: string | undefined): void {
    if (this.#torn === undefined) return;
    const why =
      at === undefined
        ? 'the gateway was killed, or the power went, in the middle of this line'
        : 'this line was cut off, as by a full disk; what belongs here was written again behind it';
    this.remarks.add('note', this.#torn, why);
    this.#torn = undefined;
  }
}

function placeOf(run: number, seq: number): string {
  return `line ${seq} of run ${run}`;
}

const lineStart = '{"time":"';
/** Of runs that are told apart: a bound for what is held. */
const maxRuns = 200_000;

/** What ends an escape that was cut off. */
const escapeEndings = ['', '\\', '0', '00', '000', '0000'];
/** One of them makes a line whole, wherever it was cut off: behind a bracket, in a name or behind it, in a text, in a list, in a number. */
const endings = [
  '}',
  '":0}',
  ':0}',
  '0}',
  '"":0}',
  ']}',
  '""]}',
  ...escapeEndings.flatMap((escape) => [`${escape}"}`, `${escape}"]}`]),
];

/** The beginning of a line, and not the whole of one. */
function isCut(text: string): boolean {
  // A file system leaves zeros behind the last bytes that it kept when the power went.
  const end = text.indexOf('\0');
  const kept = end === -1 || /[^\0]/.test(text.slice(end)) ? text : text.slice(0, end);
  if (text === '' || !(kept.startsWith(lineStart) || lineStart.startsWith(kept))) return false;
  return !isJson(text) && (kept === '' || endings.some((ending) => isJson(kept + ending)));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A line that the process writes into its own log, which is in the same stream where the audit log goes to standard output. It is no record. */
function isOfProcessLog(text: string): boolean {
  const { event, level, msg } = recordOf(text);
  return event === undefined && typeof level === 'string' && typeof msg === 'string';
}

function recordOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    // Its code says what it is worth.
    return {};
  }
}
