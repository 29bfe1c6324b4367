import { limitKinds } from '../domain/ledger/limiter.ts';
import type { BanCause, PanelLimitsStatus } from '../domain/ledger/limits-status.ts';
import type { Sample, StatusPart } from '../domain/status-part.ts';

const causes: readonly BanCause[] = ['pair', 'address', 'network', 'manual'];

/** The metrics of what the limits of a panel did, and of the bans that run. */
export function limitsPart(panel: string, limits: PanelLimitsStatus): StatusPart {
  const byCause = (countOf: (cause: BanCause) => number): readonly Sample[] =>
    causes.map((cause) => ({ labels: { panel, cause }, value: countOf(cause) }));
  return {
    readings: [
      {
        type: 'counter',
        name: 'hearthgate_limit_results_total',
        help: 'Calls that a limit granted or refused; near: granted when less than a tenth of it was left.',
        labels: ['panel', 'limit', 'result'],
        read: () =>
          limitKinds.flatMap((limit) =>
            Object.entries(limits.results(limit)).map(([result, value]) => ({ labels: { panel, limit, result }, value })),
          ),
      },
      {
        type: 'gauge',
        name: 'hearthgate_limit_entries',
        help: 'Counters that are kept in this process, by what they count.',
        labels: ['panel', 'kind'],
        read: () => Object.entries(limits.entries()).map(([kind, value]) => ({ labels: { panel, kind }, value })),
      },
      {
        type: 'gauge',
        name: 'hearthgate_bans',
        help: 'Bans that run, by their cause.',
        labels: ['panel', 'cause'],
        read: () => {
          const bans = limits.bans();
          return byCause((cause) => bans.filter((ban) => ban.cause === cause).length);
        },
      },
      {
        type: 'counter',
        name: 'hearthgate_bans_begun_total',
        help: 'Bans that this gateway has begun, by their cause.',
        labels: ['panel', 'cause'],
        read: () => byCause((cause) => limits.bansBegun().get(cause) ?? 0),
      },
      {
        type: 'gauge',
        name: 'hearthgate_keys_under_attack',
        help: 'Keys whose budget of failed logins is used up: only prefixes that they were used from before may go on.',
        labels: ['panel'],
        read: () => [{ labels: { panel }, value: limits.keysUnderAttack().length }],
      },
    ],
  };
}
