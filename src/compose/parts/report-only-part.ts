import type { Clock } from '../../domain/clock.ts';
import type { PanelStatus } from '../../domain/gateway/gateway-status.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { spanText } from '../../domain/text/span-text.ts';

const toldBeforeMs = 7 * 86_400_000;

/** That a panel reports what it would refuse, and that this ends soon. */
export function reportOnlyPart(panel: string, reportOnly: PanelStatus['reportOnly'], clock: Clock): StatusPart {
  return {
    health: () => {
      const now = reportOnly();
      const leftMs = now === undefined ? 0 : now.untilMs - clock.wallMs();
      if (now === undefined || leftMs > toldBeforeMs) return [];
      const words = `ends in ${spanText(Math.floor(leftMs / 1000))}; hearthgate report says what is refused then`;
      return [{ part: `report-only ${panel}`, isFault: false, words }];
    },
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_report_only_end_timestamp_seconds',
        help: 'When what is reported only will be enforced; no sample where everything is.',
        labels: ['panel'],
        addsUp: false,
        read: () => {
          const now = reportOnly();
          return now === undefined ? [] : [{ labels: { panel }, value: now.untilMs / 1000 }];
        },
      },
    ],
  };
}
