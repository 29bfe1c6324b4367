import type { PartReading } from '../../domain/status-part.ts';

/**
 * Why the gateway closed a connection without an answer:
 * `refusals` too many refusals of its address, `share` its address has its share, `places` all places are taken, `idle` it was closed in favour of another.
 */
export type ClosingCause = 'refusals' | 'share' | 'places' | 'idle';

/** Counts connections that were closed without an answer, of all listeners. */
export class Closings {
  readonly #counts: Record<ClosingCause, number> = { refusals: 0, share: 0, places: 0, idle: 0 };

  readonly reading: PartReading = {
    type: 'counter',
    name: 'hearthgate_connections_closed_total',
    help: 'Connections of clients that were closed without an answer, by the cause.',
    labels: ['cause'],
    read: () => Object.entries(this.#counts).map(([cause, value]) => ({ labels: { cause }, value })),
  };

  count(cause: ClosingCause): void {
    this.#counts[cause] += 1;
  }
}
