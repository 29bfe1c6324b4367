import type { StatusPart } from '../../domain/status-part.ts';
import type { ShownKey } from './shown-key.ts';

/** What is shown of a panel that still shows a key which is no longer in its certificate file. */
export function shownKeyPart(panel: string, shownKey: ShownKey): StatusPart {
  return {
    health: () => {
      const words = shownKey.warning();
      return words === undefined ? [] : [{ part: `panel ${panel}`, isFault: false, words }];
    },
  };
}
