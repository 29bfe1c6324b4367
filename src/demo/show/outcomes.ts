import type { Observer, Outcome } from '../../domain/gateway/observer.ts';

/** Remembers what became of each request, by its id: reasons that clients are not told are told here. */
export class Outcomes implements Observer {
  readonly #byRequest = new Map<string, Outcome>();

  readonly ended = (outcome: Outcome): void => {
    this.#byRequest.set(outcome.arrival.requestId, outcome);
  };

  of(requestId: string): Outcome | undefined {
    return this.#byRequest.get(requestId);
  }
}
