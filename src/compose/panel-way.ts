import type { PanelStateSource } from '../domain/panel/panel-state.ts';
import type { PanelSettings } from '../domain/policy/settings.ts';
import { createPoolClient, type PoolClient } from '../forward/pool/pool-client.ts';
import type { ShownKey } from '../forward/trust/shown-key.ts';
import { PanelUses } from '../http/context/panel-uses.ts';
import type { PanelParts } from './parts/panel-parts.ts';

/** The link to a panel, as long as its address stays: places, connections, its verdicts on credentials. */
export interface PanelWay {
  readonly client: PoolClient;
  readonly uses: PanelUses;
  /** The state that is in force: it is read at once where the panel disagrees with it. */
  state: Pick<PanelStateSource, 'refresh'> | undefined;
}

export function openPanelWay(
  { name, upstream }: PanelSettings,
  shownKey: ShownKey | undefined,
  { clock, log, commands }: PanelParts,
): PanelWay {
  const way: PanelWay = {
    client: createPoolClient(upstream, {
      clock,
      log,
      commands,
      shownKey,
      panel: name,
      disagreed: (accessKey) => void way.state?.refresh({ kind: 'doubt', accessKey }),
    }),
    uses: new PanelUses(),
    state: undefined,
  };
  return way;
}
