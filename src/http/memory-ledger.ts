import type { Address } from '../domain/address.ts';
import type { Clock } from '../domain/clock.ts';
import { BodyLedger } from './body-ledger.ts';
import { clientKey } from './client-key.ts';
import { Holding } from './holding.ts';

export interface MemoryLedgerOptions {
  readonly totalBytes: number;
  /** Of one client. */
  readonly clientBytes: number;
  /** True: a client gets no more than its share. False: it may have more while there is room, and gives way first. */
  readonly isShareHard: boolean;
  readonly ipv6Prefix: number;
  readonly isPreferred: (address: Address) => boolean;
  readonly clock: Clock;
}

/** A client whose bytes move more slowly than this may have to give way to another one of its kind. */
const slowAfterMs = 1000;
/** So much is taken as moved from the start, so that what has just begun does not count as slow. */
const firstBytes = 64 * 1024;

/**
 * Memory that all requests share out. Where it is used up, somebody gives way: a client beyond its share before one within it, a stranger
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
    this.#whole = new BodyLedger(options.totalBytes);
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
    const { ipv6Prefix, clock } = this.#options;
    const client = clientKey(address, ipv6Prefix);
    const holding = new Holding(this, { address, client, giveWay, sinceMs: giveWay === undefined ? 0 : clock.monotonicMs() });
    if (giveWay !== undefined) this.#yielding.add(holding);
    return holding;
  }

  /** False, and nothing is taken, where there is no room. */
  take(holding: Holding, bytes: number): boolean {
    const held = this.#clients.get(holding.client) ?? 0;
    if (this.#options.isShareHard && held + bytes > this.#options.clientBytes) return false;
    // Before there is room: who would be beyond its share with this gives way first.
    this.#count(holding.client, bytes);
    while (!this.#whole.take(bytes)) {
      if (this.#makeRoom(holding)) continue;
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

  #makeRoom(taker: Holding): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    let first: Holding | undefined;
    for (const each of this.#yielding) {
      if (each === taker || each.bytes === 0 || !this.#mayDisplace(taker, each, nowMs)) continue;
      if (first === undefined || this.#goesBefore(each, first, nowMs)) first = each;
    }
    if (first === undefined) return false;
    this.release(first);
    first.giveWay?.();
    return true;
  }

  /** What a client may not have beyond its share, it may at least keep against others that are no better than it. */
  #mayDisplace(taker: Holding, other: Holding, nowMs: number): boolean {
    if (!this.#options.isShareHard) return true;
    const isPreferred = this.#isPreferred(other);
    if (isPreferred !== this.#isPreferred(taker)) return !isPreferred;
    return nowMs - other.sinceMs >= slowAfterMs;
  }

  #goesBefore(one: Holding, other: Holding, nowMs: number): boolean {
    const byShare = Number(this.#isBeyondShare(one)) - Number(this.#isBeyondShare(other));
    if (byShare !== 0) return byShare > 0;
    const byKind = Number(this.#isPreferred(other)) - Number(this.#isPreferred(one));
    if (byKind !== 0) return byKind > 0;
    return slowness(one, nowMs) > slowness(other, nowMs);
  }

  #isBeyondShare({ client }: Holding): boolean {
    return (this.#clients.get(client) ?? 0) > this.#options.clientBytes;
  }

  #isPreferred(holding: Holding): boolean {
    holding.isPreferred ??= holding.address !== undefined && this.#options.isPreferred(holding.address);
    return holding.isPreferred;
  }
}

/** How long it will still take at the rate that it had, times what it holds. */
function slowness({ bytes, movedBytes, sinceMs }: Holding, nowMs: number): number {
  return (bytes * (nowMs - sinceMs + 1)) / (movedBytes + firstBytes);
}
