import type { PlaceTaken } from './place-taken.ts';

/** Clients are told within seconds that a panel is busy; a reading of its state may wait longer. */
const waitMs = 60_000;
const maxWaiting = 16;

/** The gateway's own calls that wait for a place, first come, first served. */
export interface OwnLine {
  readonly wait: () => Promise<PlaceTaken>;
  /** @param place takes a place; called only where somebody waits */
  readonly serveFirst: (place: () => PlaceTaken) => void;
  readonly turnAway: () => void;
}

export function createOwnLine(): OwnLine {
  const waiting = new Set<(taken: PlaceTaken) => void>();
  return {
    wait: () => {
      if (waiting.size >= maxWaiting) return Promise.resolve({ kind: 'busy', retryAfterMs: waitMs });
      return new Promise((resolve) => {
        const settle = (taken: PlaceTaken): void => {
          waiting.delete(settle);
          clearTimeout(timer);
          resolve(taken);
        };
        const timer = setTimeout(() => settle({ kind: 'busy', retryAfterMs: waitMs }), waitMs);
        waiting.add(settle);
      });
    },
    serveFirst: (place) => {
      const [first] = waiting;
      first?.(place());
    },
    turnAway: () => {
      for (const settle of waiting) settle({ kind: 'turned-away' });
    },
  };
}
