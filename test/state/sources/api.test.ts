import { keyLines, startApiPanel } from '../../support/api-panel.ts';
import { panelAsk } from '../../support/panel-ask.ts';
import { apiSource } from '../api-source.ts';
import { aliceKey, describeSource, rootKey, type SourceAdapter } from './contract.ts';
import { movableClock } from './movable-clock.ts';

describeSource("the panel's API", async (): Promise<SourceAdapter> => {
  const panel = await startApiPanel();
  const { clock, advance } = movableClock();
  for (const key of [rootKey, aliceKey]) panel.keys.set(key.id, keyLines(key));
  let changes = 0;
  return {
    source: apiSource({ ask: panelAsk(panel.origin), clock, settings: { rootKeys: new Set([rootKey.id]) } }),
    clock,
    appear: (key) => void panel.keys.set(key.id, keyLines(key)),
    // The panel knows no way to change a key but to make it anew, at another time.
    change: (key) => void panel.keys.set(key.id, { ...keyLines(key), TIME: `11:00:${(changes += 1)}` }),
    vanish: (id) => void panel.keys.delete(id),
    halfWritten: ({ id, secret }) => void panel.keys.set(id, { SECRET_ACCESS_KEY: secret }),
    halfWrittenIs: 'state_unavailable',
    unreadable: panel.close,
    stale: advance,
    backAgain: panel.open,
    whatIsUnreadable: /v-list-sys-config json: /,
  };
});
