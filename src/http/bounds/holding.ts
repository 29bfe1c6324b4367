import type { Address } from '../../domain/address/address.ts';

export interface HoldingParts {
  readonly address: Address | undefined;
  readonly client: string;
  readonly giveWay: (() => void) | undefined;
  readonly sinceMs: number;
}

/** Who counts what is held. */
interface Counting {
  /** False, and nothing is taken, where there is no room. */
  readonly take: (holding: Holding, bytes: number) => boolean;
  readonly keep: (holding: Holding) => void;
  readonly release: (holding: Holding) => void;
}

/** Memory that one request holds. */
export class Holding {
  readonly #ledger: Counting;
  readonly address: Address | undefined;
  /** As whom its client is counted. */
  readonly client: string;
  readonly giveWay: (() => void) | undefined;
  /** When it began to move. */
  readonly sinceMs: number;
  /** What is held; the ledger changes it. */
  bytes = 0;
  /** What has come or gone on the wire. */
  movedBytes = 0;
  /** Found out where it matters. */
  isPreferred: boolean | undefined = undefined;

  constructor(ledger: Counting, { address, client, giveWay, sinceMs }: HoldingParts) {
    this.#ledger = ledger;
    this.address = address;
    this.client = client;
    this.giveWay = giveWay;
    this.sinceMs = sinceMs;
  }

  take(bytes: number): boolean {
    return this.#ledger.take(this, bytes);
  }

  keep(): void {
    this.#ledger.keep(this);
  }

  release(): void {
    this.#ledger.release(this);
  }
}
