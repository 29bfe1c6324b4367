import type { HealthRemark, StatusPart } from '../../domain/status-part.ts';

export interface OverdueOptions {
  readonly panel: string;
  readonly places: () => {
    /** How many there are. */
    readonly all: number;
    /** Of calls whose clients have been answered, while the panel is not done with them. */
    readonly overdue: number;
  };
}

/** What is shown of calls that keep their places although their clients have been answered. */
export function overduePart({ panel, places }: OverdueOptions): StatusPart {
  return {
    health: () => remarks(panel, places()),
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_calls_overdue',
        help: 'Calls that keep their places at the panel, which is not done with them, although their clients have been answered.',
        labels: ['panel'],
        read: () => [{ labels: { panel }, value: places().overdue }],
      },
    ],
  };
}

function remarks(panel: string, { all, overdue }: ReturnType<OverdueOptions['places']>): readonly HealthRemark[] {
  if (overdue === 0) return [];
  const words =
    `${overdue} of ${all} places are kept by calls that the panel has not ended within timeout; ` +
    'look at the panel for commands that hang (an answer that has begun is cut after timeout again)';
  return [{ part: `panel ${panel}`, isFault: overdue >= all, words }];
}
