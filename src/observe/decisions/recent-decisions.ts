import { parseAddress } from '../../domain/address/address.ts';
import type { DecisionFilter } from '../../domain/gateway/decisions-control.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';

const maxLines = 20_000;

/** The newest lines of the audit log, in memory: a call costs the writing of a reference. */
export class RecentDecisions {
  readonly #lines: string[] = [];
  readonly #beganMs: number;
  /** Where the next line goes, which is where the oldest is once all places are taken. */
  #next = 0;

  /** @param nowMs wall clock */
  constructor(nowMs: number) {
    this.#beganMs = nowMs;
  }

  add(line: string): void {
    this.#lines[this.#next] = line;
    this.#next = (this.#next + 1) % maxLines;
  }

  /** From when on every line is here: the wall clock's time of the oldest, or of the beginning. */
  sinceMs(): number {
    if (this.#lines.length < maxLines) return this.#beganMs;
    return Date.parse(textOf(fieldsOf(JSON.parse(this.#lines[this.#next] ?? '{}'))['time']));
  }

  /** The newest first. */
  find(filter: DecisionFilter, most: number): readonly string[] {
    // Most lines need not be read: what is wanted stands in them as JSON has it.
    const texts = [filter.key, filter.reason].flatMap((value) => (value === undefined ? [] : [JSON.stringify(value)]));
    const found: string[] = [];
    for (let back = 1; back <= this.#lines.length && found.length < most; back += 1) {
      const line = this.#lines[(this.#next - back + maxLines) % maxLines] ?? '';
      if (texts.every((text) => line.includes(text)) && isWanted(line, filter)) found.push(line);
    }
    return found;
  }
}

function isWanted(line: string, { key, addresses, reason }: DecisionFilter): boolean {
  const fields = fieldsOf(JSON.parse(line));
  if (key !== undefined && fields['key'] !== key) return false;
  if (reason !== undefined && ![fields['reason'], ...itemsOf(fields['wouldRefuse'])].includes(reason)) return false;
  if (addresses === undefined) return true;
  const address = parseAddress(textOf(fields['address']))?.sortable;
  return address !== undefined && addresses.first <= address && address <= addresses.last;
}
