/** What a caller gets who asks for a place. */
export type Taken =
  | { readonly kind: 'place'; readonly release: () => void }
  | { readonly kind: 'busy'; readonly retryAfterMs: number }
  | { readonly kind: 'left' };

/**
 * The places at a panel: never more calls under way than it has workers for, a short queue before them, first come, first served.
 *
 * `take` never throws. A place that was taken stays taken until `release`, however often that is called.
 */
export interface Places {
  /** @param left aborted when the caller no longer wants the place; one that was given before stays given */
  readonly take: (left: AbortSignal) => Promise<Taken>;
  readonly underWay: () => number;
  readonly waiting: () => number;
}

export interface PlacesBounds {
  /** Calls under way at most. */
  readonly calls: number;
  /** Calls that wait for a place at most. */
  readonly queue: number;
  readonly waitMs: number;
}

type Waiter = (taken: Taken) => void;

export function createPlaces(bounds: PlacesBounds): Places {
  // A set keeps the order in which its members came, and drops one from the middle at once.
  const waiters = new Set<Waiter>();
  let underWay = 0;

  function take(left: AbortSignal): Promise<Taken> {
    if (left.aborted) return Promise.resolve({ kind: 'left' });
    if (underWay < bounds.calls) return Promise.resolve(place());
    if (waiters.size >= bounds.queue) return Promise.resolve({ kind: 'busy', retryAfterMs: bounds.waitMs });
    return wait(left);
  }

  function wait(left: AbortSignal): Promise<Taken> {
    return new Promise((resolve) => {
      const settle: Waiter = (taken) => {
        waiters.delete(settle);
        clearTimeout(timer);
        left.removeEventListener('abort', leave);
        resolve(taken);
      };
      const leave = (): void => settle({ kind: 'left' });
      const timer = setTimeout(() => settle({ kind: 'busy', retryAfterMs: bounds.waitMs }), bounds.waitMs);
      left.addEventListener('abort', leave);
      waiters.add(settle);
    });
  }

  function place(): Taken {
    underWay += 1;
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      underWay -= 1;
      const [next] = waiters;
      next?.(place());
    };
    return { kind: 'place', release };
  }

  return { take, underWay: () => underWay, waiting: () => waiters.size };
}
