import { setImmediate } from 'node:timers/promises';
import { parseAddress } from '../../domain/address/address.ts';
import type { DecisionFilter, RecentLines } from '../../domain/gateway/decisions-control.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';

const blockBytes = 128 * 1024;
const maxBlocks = 64;
const lineFeed = 0x0a;

/** Whole lines, one behind the other, each with a line feed. */
interface Block {
  readonly bytes: Buffer;
  used: number;
  /** Refusals without a line of its time, by panel and reason. */
  readonly folded: Map<string, Folded>;
}

interface Folded {
  readonly panel: string | undefined;
  readonly reason: string;
  count: number;
}

/**
 * The newest lines of the audit log: 8 MiB of them, some 20,000. They are held as bytes: a text that was put together piece by piece holds all its
 * pieces, several times its length.
 */
export class RecentDecisions {
  readonly #beganMs: number;
  /** The oldest first. */
  readonly #blocks: Block[] = [];
  #hasDropped = false;

  /** @param nowMs wall clock */
  constructor(nowMs: number) {
    this.#beganMs = nowMs;
  }

  /** @param line printable ASCII; one that is longer than a block is not kept */
  add(line: string): void {
    const size = line.length + 1;
    if (size > blockBytes) return;
    let block = this.#blocks.at(-1);
    if (block === undefined || block.used + size > blockBytes) block = this.#beginBlock();
    block.bytes.write(line, block.used, 'latin1');
    block.used += size;
    block.bytes[block.used - 1] = lineFeed;
  }

  /** A refusal that has no line. */
  addFolded(panel: string | undefined, reason: string): void {
    const { folded } = this.#blocks.at(-1) ?? this.#beginBlock();
    const place = `${reason} ${panel ?? ''}`;
    const counted = folded.get(place);
    if (counted === undefined) folded.set(place, { panel, reason, count: 1 });
    else counted.count += 1;
  }

  /** The newest first. Lets others go on behind each block. */
  async find(filter: DecisionFilter, most: number): Promise<RecentLines> {
    const texts = textsOf(filter);
    const found: string[] = [];
    for (const block of this.#blocks.toReversed()) {
      takeFrom(block, texts, (line) => {
        if (found.length < most && isWanted(line, filter)) found.push(line);
        return found.length < most;
      });
      if (found.length === most) break;
      await setImmediate();
    }
    return { sinceMs: this.#sinceMs(), lines: found, folded: this.#foldedOf(filter) };
  }

  #foldedOf({ panel, reason }: DecisionFilter): number {
    let sum = 0;
    for (const { folded } of this.#blocks) {
      for (const each of folded.values())
        if ((panel ?? each.panel) === each.panel && (reason ?? each.reason) === each.reason) sum += each.count;
    }
    return sum;
  }

  /** From when on every line is here: the wall clock's time of the oldest, or of the beginning. */
  #sinceMs(): number {
    const [oldest] = this.#blocks;
    if (!this.#hasDropped || oldest === undefined || oldest.used === 0) return this.#beganMs;
    const line = oldest.bytes.toString('latin1', 0, oldest.bytes.indexOf(lineFeed));
    return Date.parse(textOf(fieldsOf(JSON.parse(line))['time']));
  }

  #beginBlock(): Block {
    if (this.#blocks.length === maxBlocks) {
      this.#blocks.shift();
      this.#hasDropped = true;
    }
    const block = { bytes: Buffer.allocUnsafeSlow(blockBytes), used: 0, folded: new Map<string, Folded>() };
    this.#blocks.push(block);
    return block;
  }
}

/** As they stand in each line that is wanted. */
function textsOf({ panel, key, reason, addresses }: DecisionFilter): readonly string[] {
  return [addresses?.text, key, reason, panel].flatMap((value) => (value === undefined ? [] : [JSON.stringify(value)]));
}

/** Gives the lines in which all texts stand, the newest first, until it is told to end. */
function takeFrom({ bytes, used }: Block, texts: readonly string[], take: (line: string) => boolean): void {
  const lines = bytes.subarray(0, used);
  const [first] = texts;
  let end = used;
  while (end > 0) {
    // Most lines need not be looked at one by one.
    const at = first === undefined ? end - 1 : lines.lastIndexOf(first, end - 1, 'latin1');
    if (at === -1) return;
    const begin = at === 0 ? 0 : lines.lastIndexOf(lineFeed, at - 1) + 1;
    const line = lines.toString('latin1', begin, lines.indexOf(lineFeed, at));
    if (texts.every((text) => line.includes(text)) && !take(line)) return;
    end = begin;
  }
}

function isWanted(line: string, { panel, key, addresses, reason }: DecisionFilter): boolean {
  // Most lines are of other addresses, and need not be read as JSON for that.
  if (addresses !== undefined && !isWithin(addresses, /[{,]"address":"([0-9a-f.:]+)"/.exec(line)?.[1] ?? '')) return false;
  const fields = fieldsOf(JSON.parse(line));
  if (panel !== undefined && fields['panel'] !== panel) return false;
  if (key !== undefined && fields['key'] !== key) return false;
  if (reason !== undefined && ![fields['reason'], ...itemsOf(fields['wouldRefuse'])].includes(reason)) return false;
  return addresses === undefined || isWithin(addresses, textOf(fields['address']));
}

function isWithin({ first, last }: NonNullable<DecisionFilter['addresses']>, text: string): boolean {
  const address = parseAddress(text)?.sortable;
  return address !== undefined && first <= address && address <= last;
}
