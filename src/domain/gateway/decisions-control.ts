import type { Outcome } from './observer.ts';

/** Told of each request when it has ended. @param line as the audit log has it; undefined: it is folded there into a count */
export type DecisionListener = (outcome: Outcome, line: string | undefined) => void;

/** Which decisions are wanted; undefined: all of them. */
export interface DecisionFilter {
  /** Name of a panel. */
  readonly panel: string | undefined;
  /** Id of an access key that the panel has. */
  readonly key: string | undefined;
  /** First and last address, in the form of `Address.sortable`; `text` as the log writes it, where it is one. */
  readonly addresses: { readonly first: string; readonly last: string; readonly text?: string } | undefined;
  /** Why it was refused, or would have been. */
  readonly reason: string | undefined;
}

/** Takes a text, or does not, because who reads it is behind. */
export type Viewer = (text: string) => boolean;

export interface RecentLines {
  readonly sinceMs: number;
  readonly lines: readonly string[];
  /** Refusals of that time, by the panel and the reason alone, that have no line: the audit log folds them into counts. */
  readonly folded: number;
}

/** Decisions as the audit log tells them: JSON, one line each. */
export interface DecisionsControl {
  /** The newest first. `sinceMs`: from when on every line is known here, by the wall clock. */
  readonly recent: (filter: DecisionFilter, most: number) => Promise<RecentLines>;
  /** Tells a viewer of what comes, until what is returned is called. */
  readonly watch: (filter: DecisionFilter, viewer: Viewer) => () => void;
}
