import type { PanelReader } from './panel-reader.ts';
import type { Clock } from '../../domain/clock.ts';
import type { StateTimings } from './state-timings.ts';

export interface PartOptions {
  /** Root of the panel's files. */
  readonly root: string;
  readonly reader: PanelReader;
  readonly clock: Clock;
  readonly timings: StateTimings;
}
