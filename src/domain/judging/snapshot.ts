import type { CommandTable } from '../panel/command-facts.ts';
import type { Doubts } from '../panel/doubts.ts';
import type { PanelState } from '../panel/panel-state.ts';
import type { Policy } from '../policy/policy.ts';
import type { ReportOnly } from '../policy/report-only.ts';

/**
 * Everything that a decision depends on, as of one moment. A new panel state or a reload makes another one; a request keeps the one that it
 * began with to its log line, so that no two states mix.
 */
export interface Snapshot {
  /** Its name. */
  readonly panel: string;
  readonly policy: Policy;
  /** What is reported in place of refused, as of now: empty once `reportUntil` has passed. */
  readonly reportOnly: ReportOnly;
  /** The newest good state, however old; undefined: there has never been one. */
  readonly state: PanelState | undefined;
  /** The panel state is too old to decide on, or there is none. */
  readonly isStale: boolean;
  /** What the gateway knows of the panel's own commands. */
  readonly commandTable: CommandTable;
  /** The one part that lives on: it is looked at when a call is judged, and again when the call gets its place at the panel. */
  readonly doubts: Doubts;
}
