import type { Clock } from '../../domain/clock.ts';
import type { AuthPolicy } from '../../domain/policy/policy.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { spanText } from '../../domain/text/span-text.ts';

const toldBeforeMs = 14 * 86_400_000;

/** That a panel soon takes no deprecated credentials of some kind any more. */
export function credentialEndPart(panel: string, auth: () => AuthPolicy, clock: Clock): StatusPart {
  return {
    health: () => {
      const { allowed, terms } = auth();
      return [...terms].flatMap(([kind, { untilMs }]) => {
        const leftMs = untilMs === undefined ? 0 : untilMs - clock.wallMs();
        if (!allowed[kind] || leftMs <= 0 || leftMs > toldBeforeMs) return [];
        const words = `ends in ${spanText(Math.floor(leftMs / 1000))}; hearthgate keys --deprecated says who still uses it`;
        return [{ part: `${kind} ${panel}`, isFault: false, words }];
      });
    },
  };
}
