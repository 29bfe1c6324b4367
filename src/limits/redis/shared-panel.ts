import type { Clock } from '../../domain/clock.ts';
import type { RedisSettings } from '../../domain/policy/settings.ts';
import { LocalLedger } from '../local/local-ledger.ts';
import type { LocalPanel } from '../local/local-panel.ts';
import type { Counters } from '../store.ts';
import { BanMirror } from './ledger/ban-mirror.ts';
import { defineRenewScript, OpenReservations } from './ledger/open-reservations.ts';
import { probesOfPanel } from './probe-panel.ts';
import { RedisFailures } from './ledger/redis-failures.ts';
import { RedisAwayError } from './link/redis-away-error.ts';
import type { RedisLink } from './link/redis-link.ts';
import { RedisNames } from './ledger/redis-names.ts';
import { SettleQuestions } from './ledger/settle-question.ts';
import { SharedFailures } from './ledger/shared-failures.ts';
import { SharedKnown } from './ledger/shared-known.ts';
import { SharedRates } from './ledger/shared-rates.ts';
import { SharedLedger } from './ledger/shared-ledger.ts';

export interface SharedPanelOptions {
  readonly name: string;
  readonly local: LocalPanel;
  /** As they are at this moment. */
  readonly settings: () => RedisSettings;
  readonly link: RedisLink;
  readonly clock: Clock;
}

/** One panel's counters in Redis. Gateways share what has the same prefix and the same name of the panel. */
export interface SharedPanel {
  /** By the terms of `local`, which hold for what is done in the background, too, from now on. */
  readonly counters: (local: LocalPanel) => Counters;
  readonly mirror: BanMirror;
  /** Follows Redis no longer. */
  readonly close: () => void;
}

export function createSharedPanel({ name, local: first, settings, link, clock }: SharedPanelOptions): SharedPanel {
  let newest = first;
  const { prefix } = settings();
  const onFailure = (): RedisSettings['onFailure'] => settings().onFailure;
  const { failures } = first;
  // Probes run them, too.
  defineRenewScript(link.client);
  const names = new RedisNames(prefix, name);
  const shared = new SharedFailures({ link, names, maxBans: () => newest.maxEntries });
  const rates = new SharedRates(link, names);
  const known = new SharedKnown({ link, names, local: failures.known, clock });
  const reservations = new OpenReservations({ link, names, clock });
  const mirror = new BanMirror({
    link,
    names,
    shared,
    known,
    local: failures,
    longestMs: () => newest.terms.address.ban?.maxMs ?? Number.POSITIVE_INFINITY,
    rememberedMs: () => newest.terms.address.ban?.maxMs ?? 0,
    maxEntries: () => newest.maxEntries,
    clock,
    passed: () => reservations.keepUp(),
  });
  const redisFailures = new RedisFailures({ link, shared, mirror, local: failures, clock });
  const endProbing = link.probeWith(probesOfPanel(prefix, name));

  function counters(local: LocalPanel): Counters {
    newest = local;
    const { terms, ipv6Prefix, maxEntries: maxBans } = local;
    const alone = new LocalLedger({ ...local, banBegan: (subject) => mirror.changedHere(subject, 'begun') });
    const questions = new SettleQuestions({
      names,
      terms,
      maxBans,
      ipv6Prefix,
      isUsedUp: (charge) => alone.isUsedUp(charge),
    });
    const parts = { link, questions, reservations, mirror, local: alone, onFailure, clock };
    return {
      ledger: new SharedLedger({ ...local, ...parts }),
      failures: redisFailures,
      isAlone: () => !link.isReached,
      counted: ({ limit, ...budget }) =>
        rates.counted({ limit, ...budget }).catch((error: unknown) => {
          if (!(error instanceof RedisAwayError)) throw error;
          return { ...local.limiter.counted(limit, budget), isAlone: true };
        }),
    };
  }

  return {
    counters,
    mirror,
    close: () => {
      endProbing();
      mirror.stop();
    },
  };
}
