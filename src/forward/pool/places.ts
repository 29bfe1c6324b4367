import { errorText } from '../../domain/text/error-text.ts';
import type { ClientPresence } from '../../domain/gateway/panel-client.ts';
import { FairQueue, type Queued } from './fair-queue.ts';
import type { Admission } from '../logins/admission.ts';
import { createOwnLine } from './own-line.ts';
import type { PlaceTaken } from './place-taken.ts';

/** What a place is used for: a short reading call, any other call of a client, a call of the gateway's own. */
export type PlaceUse = 'read' | 'write' | 'own';

export interface Wanted extends Queued {
  readonly use: 'read' | 'write';
  /** False: a place at once, or none. */
  readonly mayWait: boolean;
  /** A client that has left is not given a place; one that it was given before is kept. */
  readonly client: ClientPresence;
  /** Asked whenever a place could be given. Undefined: it may always go. */
  readonly admission?: Admission | undefined;
}

/**
 * The places at a panel: never more calls in flight than it has workers for, and a short queue before them.
 *
 * Where there are two places or more, one of them is for short reading calls alone. Those who wait are served in turn, caller by caller, and
 * first the callers that hold the fewest places. The calls of one caller keep their order, but where only the place for reading is left: then
 * its first reading call goes. Calls of the gateway's own come last: one at a time, into a place that no client who waits may have.
 *
 * `take` rejects where the call's own admission throws; to the others nothing happens then. A place that was taken stays taken until `release`, however often that is called.
 */
export interface Places {
  readonly take: (wanted: Wanted) => Promise<PlaceTaken>;
  readonly takeOwn: () => Promise<PlaceTaken>;
  /** Ends the waiting of all calls; `own`: of the gateway's own only. Places that were given are kept. */
  readonly turnAway: (whom: 'all' | 'own') => void;
  /** Other bounds hold from now on. Calls that have a place or wait keep it, and are served by the new bounds. */
  readonly use: (bounds: PlacesBounds) => void;
  /** Ends the waiting of calls that may not have a place any more. */
  readonly review: () => void;
  /** All calls that the panel is busy with, the gateway's own among them. */
  readonly inFlight: () => number;
  /** Calls of clients that wait. */
  readonly waiting: () => number;
  readonly taken: () => Readonly<Record<PlaceUse, number>>;
  /** Callers with at least one waiting call. */
  readonly callersWaiting: () => number;
}

export interface PlacesBounds {
  /** Calls in flight at most. */
  readonly calls: number;
  /** Calls that wait for a place at most. */
  readonly queue: number;
  readonly waitMs: number;
}

interface Waiter extends Queued {
  readonly use: 'read' | 'write';
  readonly admission: Admission | undefined;
  readonly settle: (taken: PlaceTaken) => void;
  readonly fail: (error: unknown) => void;
}

export function createPlaces(first: PlacesBounds): Places {
  let bounds = first;
  const queue = new FairQueue<Waiter>();
  const own = createOwnLine();
  const taken: Record<PlaceUse, number> = { read: 0, write: 0, own: 0 };
  const held = new Map<string, number>();
  const heldBy = (caller: string): number => held.get(caller) ?? 0;
  const inFlight = (): number => taken.read + taken.write + taken.own;
  const busy = (): PlaceTaken => ({ kind: 'busy', retryAfterMs: bounds.waitMs });
  const maxWrites = (): number => (bounds.calls < 2 ? bounds.calls : bounds.calls - 1);

  function mayHave({ use, admission }: Pick<Wanted, 'use' | 'admission'>): boolean {
    if (inFlight() >= bounds.calls || (use !== 'read' && taken.write >= maxWrites())) return false;
    return admission === undefined || admission.judge() === 'go';
  }

  function take(wanted: Wanted): Promise<PlaceTaken> {
    try {
      const result = takenNow(wanted);
      return result === undefined ? wait(wanted) : Promise.resolve(result);
    } catch (error) {
      return Promise.reject(asError(error));
    }
  }

  /** Undefined: it waits. */
  function takenNow(wanted: Wanted): PlaceTaken | undefined {
    if (wanted.client.hasLeft()) return { kind: 'left' };
    // No waiting call may have this place: it would have got it when it became free.
    if (mayHave(wanted)) return placeFor(wanted);
    if (wanted.admission?.judge() === 'never') return { kind: 'held' };
    return wanted.mayWait && hasRoomFor(wanted.caller) ? undefined : busy();
  }

  function hasRoomFor(caller: string): boolean {
    if (queue.size < bounds.queue) return true;
    const displaced = queue.displacedBy(caller);
    displaced?.settle(busy());
    return displaced !== undefined;
  }

  function wait({ caller, use, client, admission }: Wanted): Promise<PlaceTaken> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.remove(waiter);
        clearTimeout(timer);
        forgetClient();
      };
      const settle = (result: PlaceTaken): void => {
        leave();
        resolve(result);
      };
      const fail = (error: unknown): void => {
        leave();
        reject(asError(error));
      };
      const waiter: Waiter = { caller, use, admission, settle, fail };
      const timer = setTimeout(() => settle(busy()), bounds.waitMs);
      const forgetClient = client.whenLeft(() => settle({ kind: 'left' }));
      queue.add(waiter);
    });
  }

  function placeFor({ use, caller, admission }: Pick<Wanted, 'use' | 'caller' | 'admission'>): PlaceTaken {
    admission?.begin();
    return place(use, caller);
  }

  /** @param caller undefined for the gateway itself */
  function place(use: PlaceUse, caller?: string): PlaceTaken {
    taken[use] += 1;
    if (caller !== undefined) held.set(caller, heldBy(caller) + 1);
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      taken[use] -= 1;
      // The caller that gives a place back still counts as its holder here: one with a long line is not served twice while another waits.
      serve();
      if (caller !== undefined) forget(caller);
    };
    return { kind: 'place', release };
  }

  function forget(caller: string): void {
    const rest = heldBy(caller) - 1;
    if (rest > 0) held.set(caller, rest);
    else held.delete(caller);
  }

  function isServed(waiter: Waiter): boolean {
    return orFail(waiter, () => mayHave(waiter));
  }

  function serve(): void {
    for (let next = queue.takeNext(isServed, heldBy); next !== undefined; next = queue.takeNext(isServed, heldBy)) {
      giveTo(next);
    }
    serveOwn();
  }

  function giveTo(waiter: Waiter): void {
    orFail(waiter, () => {
      waiter.settle(placeFor(waiter));
      return true;
    });
  }

  function mayHaveOwn(): boolean {
    // A place that is free here is one that no client who waits may have: long writes must not keep the gateway from reading the state.
    return taken.own === 0 && inFlight() < bounds.calls;
  }

  function serveOwn(): void {
    if (mayHaveOwn()) own.serveFirst(() => place('own'));
  }

  return {
    take,
    takeOwn: () => (mayHaveOwn() ? Promise.resolve(place('own')) : own.wait()),
    turnAway: (whom) => {
      own.turnAway();
      if (whom === 'all') for (const waiter of queue.all()) waiter.settle({ kind: 'turned-away' });
    },
    use: (next) => {
      bounds = next;
      serve();
    },
    review: () => {
      for (const waiter of queue.all())
        if (orFail(waiter, () => waiter.admission?.judge() === 'never')) waiter.settle({ kind: 'held' });
    },
    inFlight,
    waiting: () => queue.size,
    taken: () => ({ ...taken }),
    callersWaiting: () => queue.callers,
  };
}

/** Waiting calls are served from within other calls: a failure over one of them must end that one alone. */
function orFail(waiter: Waiter, ask: () => boolean): boolean {
  try {
    return ask();
  } catch (error) {
    waiter.fail(error);
    return false;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(errorText(error));
}
