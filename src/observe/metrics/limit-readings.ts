import type { PanelStatus } from '../../domain/gateway/gateway-status.ts';
import { limitKinds } from '../../domain/ledger/limiter.ts';
import type { BanCause } from '../../domain/ledger/limits-status.ts';
import type { Sample } from '../../domain/status-part.ts';
import { ofPanels, type Reading, samplesBy } from './reading.ts';

const causes: readonly BanCause[] = ['pair', 'address', 'network', 'manual'];

/** What the limits did, which bans run, and where all of it is kept. */
export const limitReadings: readonly Reading[] = [
  {
    type: 'counter',
    name: 'hearthgate_limit_results_total',
    help: 'Calls that a limit granted or refused; near: granted when less than a tenth of it was left.',
    labels: ['panel', 'limit', 'result'],
    read: ({ panels }) => panels.flatMap(limitSamples),
  },
  {
    type: 'gauge',
    name: 'hearthgate_bans',
    help: 'Bans that run, by their cause.',
    labels: ['panel', 'cause'],
    read: ({ panels }) => panels.flatMap(banSamples),
  },
  {
    type: 'counter',
    name: 'hearthgate_bans_begun_total',
    help: 'Bans that this gateway has begun, by their cause.',
    labels: ['panel', 'cause'],
    read: ({ panels }) =>
      panels.flatMap(({ name, limits }) =>
        samplesBy(
          'cause',
          name,
          byCause((cause) => limits.bansBegun().get(cause) ?? 0),
        ),
      ),
  },
  {
    type: 'gauge',
    name: 'hearthgate_keys_under_attack',
    help: 'Keys whose budget of failed logins is used up: only prefixes that they were used from before may go on.',
    labels: ['panel'],
    read: ofPanels(({ limits }) => limits.keysUnderAttack().length),
  },
  {
    type: 'gauge',
    name: 'hearthgate_store_reached',
    help: '0 where Redis is configured and does not answer, else 1.',
    labels: [],
    read: ({ store }) => [{ labels: {}, value: Number(store.isReached()) }],
  },
  {
    type: 'counter',
    name: 'hearthgate_store_questions_total',
    help: 'Questions to Redis, by whether they were answered in time.',
    labels: ['result'],
    read: ({ store }) => {
      const { answered, failed } = store.questions();
      return [
        { labels: { result: 'answered' }, value: answered },
        { labels: { result: 'failed' }, value: failed },
      ];
    },
  },
  {
    type: 'counter',
    name: 'hearthgate_store_seconds_total',
    help: 'Time that the questions to Redis took, all together.',
    labels: [],
    read: ({ store }) => [{ labels: {}, value: store.questions().seconds }],
  },
];

function limitSamples({ name, limits }: PanelStatus): readonly Sample[] {
  return limitKinds.flatMap((limit) =>
    Object.entries(limits.results(limit)).map(([result, value]) => ({ labels: { panel: name, limit, result }, value })),
  );
}

function banSamples({ name, limits }: PanelStatus): readonly Sample[] {
  const bans = limits.bans();
  return samplesBy(
    'cause',
    name,
    byCause((cause) => bans.filter((ban) => ban.cause === cause).length),
  );
}

function byCause(countOf: (cause: BanCause) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(causes.map((cause) => [cause, countOf(cause)]));
}
