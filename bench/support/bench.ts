import type { Cores } from './cores.ts';
import type { Load } from './load.ts';
import type { Workspace } from './workspace.ts';

/** What every case has at hand. */
export interface Bench {
  readonly workspace: Workspace;
  readonly cores: Cores;
  readonly load: Load;
  readonly rounds: number;
  readonly roundMs: number;
  /** What others have done on the machine since the case began, in words; empty: little. */
  readonly disturbances: () => string[];
  readonly progress: (text: string) => void;
}
