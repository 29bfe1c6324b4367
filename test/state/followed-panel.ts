import { onTestFinished } from 'vitest';
import type { PanelState, PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { createFilesState } from '../../src/state/files/files-state.ts';
import type { StateTimings } from '../../src/state/follow/state-timings.ts';
import { makePanelFolder, type PanelFolder, type PanelFolderOptions } from '../support/panel-folder.ts';

export const aliceKey = {
  id: 'ALICEALICEALICEALICE',
  secret: 'alicesecretalicesecretalicesecretalices1',
  user: 'alice',
  permissions: 'mail-accounts',
};
export const rootKey = {
  id: 'ROOTROOTROOTROOTROOT',
  secret: 'rootsecretrootsecretrootsecretrootsecre1',
  user: 'admin',
  permissions: '',
};

export interface FollowedPanel {
  readonly folder: PanelFolder;
  readonly source: PanelStateSource;
  /** What the log was told: `level message`. */
  readonly logged: readonly string[];
  /** Moves the clock on. */
  readonly advance: (ms: number) => void;
  /** Sets the wall clock so far ahead of this machine's. */
  readonly setAheadMs: (ms: number) => void;
  readonly state: () => PanelState;
  readonly isOn: (id: string) => boolean;
}

export interface FollowedPanelOptions extends PanelFolderOptions {
  readonly timings?: Partial<StateTimings>;
  /** How far the wall clock is ahead: by default so far that every file has long settled. */
  readonly aheadMs?: number;
  readonly readApiKeys?: boolean;
  /** Before the first pass. */
  readonly prepare?: (folder: PanelFolder) => void;
  /** Time goes by itself. */
  readonly realTime?: boolean;
}

/** A panel's files and the state that follows them; time stands still but for `advance`, and passes are asked for with `refresh`. */
export async function followPanel(options: FollowedPanelOptions = {}): Promise<FollowedPanel> {
  const folder = await makePanelFolder({ keys: [aliceKey, rootKey], ...options });
  onTestFinished(folder.remove);
  options.prepare?.(folder);
  let movedMs = 1_000;
  let aheadMs = options.aheadMs ?? 60_000;
  const logged: string[] = [];
  const tell = (level: string) => (message: string) => void logged.push(`${level} ${message}`);
  const source = createFilesState({
    settings: { root: folder.root, readApiKeys: options.readApiKeys ?? false },
    clock: {
      monotonicMs: () => movedMs + (options.realTime === true ? performance.now() : 0),
      wallMs: () => Date.now() + aheadMs,
    },
    log: { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') },
    timings: { retriesMs: [], ...options.timings },
  });
  onTestFinished(source.stop);
  await source.start();
  const state = (): PanelState => {
    const current = source.current();
    if (current === undefined) throw new Error(`there is no state: ${source.problems().join('; ')}`);
    return current;
  };
  return {
    folder,
    source,
    logged,
    state,
    advance: (ms) => void (movedMs += ms),
    setAheadMs: (ms) => void (aheadMs = ms),
    isOn: (id) => state().accessKeys.has(id),
  };
}
