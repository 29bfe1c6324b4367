import type { Address } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import { BodyLedger } from './body-ledger.ts';
import { clientKey } from './client-key.ts';
import { Holding } from './holding.ts';

export interface MemoryBounds {
  readonly totalBytes: number;
  /** Of one client. */
  readonly clientBytes: number;
  readonly ipv6Prefix: number;
}

export interface MemoryLedgerOptions {
  /** As they are at this moment. What is held beyond smaller ones stays until it is released. */
  readonly bounds: () => MemoryBounds;
  /** True: a client gets no more than its share. False: it may have more while there is room, and gives way first. */
  readonly isShareHard: boolean;
  readonly isPreferred: (address: Address) => boolean;
  readonly clock: Clock;
}

/** A client whose bytes move more slowly than this may have to give way to another one of its kind. */
const slowAfterMs = 1000;
/** Counted as moved from the start, so that what has just begun is not taken for slow. */
const firstBytes = 64 * 1024;

/**
 * Memory that all requests share. Where it is used up, a holder is dropped: of a client beyond its share before one within it, of another client
 * before a client that comes first, then the largest and slowest.
 */
export class MemoryLedger {
  readonly #options: MemoryLedgerOptions;
  readonly #whole: BodyLedger;
  readonly #clients = new Map<string, number>();
  /** What can give way. */
  readonly #yielding = new Set<Holding>();

  constructor(options: MemoryLedgerOptions) {
    this.#options = options;
    this.#whole = new BodyLedger(() => options.bounds().totalBytes);
  }

  get heldBytes(): number {
    return this.#whole.heldBytes;
  }

  /**
   * Nothing is held yet.
   *
   * @param giveWay ends what the memory is held for; called after it has been released. Undefined: it cannot give way.
   */
  hold(address: Address | undefined, giveWay?: () => void): Holding {
    const { bounds, clock } = this.#options;
    const client = clientKey(address, bounds().ipv6Prefix);
    const holding = new Holding(this, { address, client, giveWay, sinceMs: giveWay === undefined ? 0 : clock.monotonicMs() });
    if (giveWay !== undefined) this.#yielding.add(holding);
    return holding;
  }

  /** False, and nothing is taken, where there is no room. */
  take(holding: Holding, bytes: number): boolean {
    const held = this.#clients.get(holding.client) ?? 0;
    if (this.#options.isShareHard && held + bytes > this.#options.bounds().clientBytes) return false;
    // Before there is room: who would be beyond its share with this gives way first.
    this.#count(holding.client, bytes);
    while (!this.#whole.take(bytes)) {
      if (this.#makeRoom(holding, bytes - this.#whole.freeBytes)) continue;
      this.#count(holding.client, -bytes);
      return false;
    }
    holding.bytes += bytes;
    return true;
  }

  /** It keeps what it has, and gives way no more. */
  keep(holding: Holding): void {
    this.#yielding.delete(holding);
  }

  release(holding: Holding): void {
    const { bytes, client } = holding;
    this.#yielding.delete(holding);
    if (bytes === 0) return;
    holding.bytes = 0;
    this.#whole.giveBack(bytes);
    this.#count(client, -bytes);
  }

  #count(client: string, bytes: number): void {
    const held = (this.#clients.get(client) ?? 0) + bytes;
    if (held > 0) this.#clients.set(client, held);
    else this.#clients.delete(client);
  }

  /** Drops holders in their order until this much is free. False, and none is dropped, where that is not possible. */
  #makeRoom(taker: Holding, neededBytes: number): boolean {
    const chosen = this.#chooseFirst(taker, neededBytes);
    for (const { holding, isBeyondShare } of chosen) {
      // Its client has come within its share by this: others may go before it now.
      if (isBeyondShare !== this.#isBeyondShare(holding)) break;
      this.release(holding);
      holding.giveWay?.();
    }
    return chosen.length > 0;
  }

  /** Those who go first, in their order, and no more than it takes; none where all of them are too little. One look at each holding. */
  #chooseFirst(taker: Holding, neededBytes: number): readonly Candidate[] {
    const nowMs = this.#options.clock.monotonicMs();
    const chosen: Candidate[] = [];
    let bytes = 0;
    for (const holding of this.#yielding) {
      if (holding === taker || holding.bytes === 0 || !this.#mayDisplace(taker, holding, nowMs)) continue;
      const candidate = this.#candidate(holding, nowMs);
      const last = chosen.at(-1);
      if (bytes >= neededBytes && last !== undefined && !goesBefore(candidate, last)) continue;
      const place = chosen.findIndex((other) => goesBefore(candidate, other));
      chosen.splice(place === -1 ? chosen.length : place, 0, candidate);
      bytes += holding.bytes;
      for (let end = chosen.at(-1); end !== undefined && bytes - end.holding.bytes >= neededBytes; end = chosen.at(-1)) {
        bytes -= end.holding.bytes;
        chosen.pop();
      }
    }
    return bytes >= neededBytes ? chosen : [];
  }

  /** What a client may not have beyond its share, it may at least keep against others that are no better than it. */
  #mayDisplace(taker: Holding, other: Holding, nowMs: number): boolean {
    if (!this.#options.isShareHard) return true;
    const isPreferred = this.#isPreferred(other);
    if (isPreferred !== this.#isPreferred(taker)) return !isPreferred;
    return nowMs - other.sinceMs >= slowAfterMs;
  }

  #candidate(holding: Holding, nowMs: number): Candidate {
    return {
      holding,
      isBeyondShare: this.#isBeyondShare(holding),
      isPreferred: this.#isPreferred(holding),
      slowness: slowness(holding, nowMs),
    };
  }

  #isBeyondShare({ client }: Holding): boolean {
    return (this.#clients.get(client) ?? 0) > this.#options.bounds().clientBytes;
  }

  #isPreferred(holding: Holding): boolean {
    holding.isPreferred ??= holding.address !== undefined && this.#options.isPreferred(holding.address);
    return holding.isPreferred;
  }
}

/** What may have to give way, as of one moment. */
interface Candidate {
  readonly holding: Holding;
  readonly isBeyondShare: boolean;
  readonly isPreferred: boolean;
  readonly slowness: number;
}

function goesBefore(one: Candidate, other: Candidate): boolean {
  if (one.isBeyondShare !== other.isBeyondShare) return one.isBeyondShare;
  if (one.isPreferred !== other.isPreferred) return other.isPreferred;
  return one.slowness > other.slowness;
}

/** How long it will still take at the rate that it had, times what it holds. */
function slowness({ bytes, movedBytes, sinceMs }: Holding, nowMs: number): number {
  return (bytes * (nowMs - sinceMs + 1)) / (movedBytes + firstBytes);
}
