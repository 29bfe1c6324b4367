import type { Clock } from '../../domain/clock.ts';
import type { RedisSettings } from '../../domain/policy/settings.ts';
import { LocalLedger } from '../local/local-ledger.ts';
import type { LocalPanel } from '../local/local-panel.ts';
import type { Counters } from '../store.ts';
import { BanMirror } from './ledger/ban-mirror.ts';
import { probesOfPanel } from './probe-panel.ts';
import { RedisFailures } from './ledger/redis-failures.ts';
import type { RedisLink } from './link/redis-link.ts';
import { RedisNames } from './ledger/redis-names.ts';
import { SettleQuestions } from './ledger/settle-question.ts';
import { SharedFailures } from './ledger/shared-failures.ts';
import { SharedKnown } from './ledger/shared-known.ts';
import { SharedLedger } from './ledger/shared-ledger.ts';

export interface SharedPanelOptions {
  readonly name: string;
  readonly local: LocalPanel;
  readonly settings: RedisSettings;
  readonly maxEntries: number;
  readonly link: RedisLink;
  readonly clock: Clock;
}

/** One panel's counters in Redis. Gateways share what has the same prefix and the same name of the panel. */
export interface SharedPanel {
  readonly counters: Counters;
  readonly mirror: BanMirror;
}

export function createSharedPanel({ name, local, settings, maxEntries, link, clock }: SharedPanelOptions): SharedPanel {
  const { onFailure } = settings;
  const { failures, terms, ipv6Prefix } = local;
  const names = new RedisNames(settings.prefix, name);
  const shared = new SharedFailures({ link, names, maxBans: maxEntries });
  const known = new SharedKnown({ link, names, local: failures.known, clock });
  const rememberedMs = terms.address.ban?.maxMs ?? 0;
  const mirror = new BanMirror({
    link,
    names,
    shared,
    known,
    local: failures,
    rememberedMs,
    maxEntries,
    clock,
    passed: () => ledger.renew(),
  });
  const alone = new LocalLedger({ ...local, banBegan: (subject) => mirror.changedHere(subject, 'begun') });
  const questions = new SettleQuestions({
    names,
    terms,
    maxBans: maxEntries,
    ipv6Prefix,
    isUsedUp: (charge) => alone.isUsedUp(charge),
  });
  const ledger: SharedLedger = new SharedLedger({ ...local, link, questions, mirror, local: alone, onFailure, clock });
  link.probeWith(probesOfPanel(settings.prefix, name));
  return {
    mirror,
    counters: { ledger, failures: new RedisFailures({ link, shared, mirror, local: failures, onFailure, clock }) },
  };
}
