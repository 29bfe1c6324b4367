import type { Arrival } from './arrival.ts';
import type { Call } from './call.ts';
import type { Denial } from './denial.ts';
import type { PanelAnswer } from './panel-client.ts';

/** What became of a request, told once at its end. */
export interface Outcome {
  readonly panel: string | undefined;
  readonly arrival: Arrival;
  /** Undefined where the request was refused before its call was known. */
  readonly call: Call | undefined;
  readonly result:
    | { readonly kind: 'answered'; readonly answer: PanelAnswer }
    | { readonly kind: 'refused'; readonly denial: Denial };
}

/** Who is told. Observers decide nothing; one that throws does not change an answer. */
export interface Observer {
  /** A permitted call is about to be sent to the panel. */
  readonly sending?: (arrival: Arrival, call: Call) => void;
  readonly ended?: (outcome: Outcome) => void;
}
