import type { Address } from '../domain/address/address.ts';
import { prefixOf } from '../domain/address/address.ts';
import type { Ledger } from '../domain/ledger/ledger.ts';
import { limitKinds } from '../domain/ledger/limiter.ts';
import type { CountedRow, PanelLimitsStatus } from '../domain/ledger/limits-status.ts';
import { after, afterAll, type MaybePromise } from '../domain/maybe-promise.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Rate } from '../domain/policy/rate.ts';
import { type FailureStore, isUnknown, type Subject, subjectKinds } from './logins/failure-store.ts';
import type { LocalPanel } from './local/local-panel.ts';
import { addressSubjects } from './logins/login-subjects.ts';
import { createPanelBans, pairBans, type PanelBans, subjectText } from './panel-bans.ts';
import type { Counters } from './store.ts';

/** The limits of one panel: what a client does at one does not count at another. */
export interface PanelLimits {
  readonly ledger: Ledger;
  /** Forgets what was counted against clients that tried a key before the panel listed it. Costs nothing where nobody did. */
  readonly forgetUnknownAttempts: (isListed: (key: string) => boolean) => void;
  readonly status: PanelLimitsStatus;
  readonly bans: PanelBans;
  /** Redis is configured and not reached. */
  readonly isAlone: () => boolean;
  /** A key worked from the address lately, as far as this gateway knows, or the configuration says that its owner calls from there. */
  readonly isKnown: (address: Address) => boolean;
  /** Forgets the failures of a key and ends its bans. True where it was refused everywhere. */
  readonly unlock: (key: string) => MaybePromise<boolean>;
  readonly ofAddress: (address: Address) => MaybePromise<readonly CountedRow[]>;
  /** @param rate that holds for this key */
  readonly ofKey: (key: string, rate: Rate) => MaybePromise<readonly CountedRow[]>;
  /** Calls of a key in its window and burst, of as many as it may make. */
  readonly keyUse: (key: string, rate: Rate) => MaybePromise<Pick<CountedRow, 'used' | 'of' | 'resetMs'>>;
  /** This gateway knows of calls of the key in its window. */
  readonly isCalling: (key: string, rate: Rate) => boolean;
}

export interface PanelLimitsOptions {
  readonly name: string;
  readonly policy: Policy;
  readonly local: LocalPanel;
  /** There once the store has started. */
  readonly counters: () => Counters;
}

export function createPanelLimits({ name, policy, local, counters }: PanelLimitsOptions): PanelLimits {
  const { ipv6Prefix, unknownKeyAttempts, terms } = local;
  const store = (): FailureStore => counters().failures;

  function rowOf(subject: Subject): MaybePromise<CountedRow> {
    const { [subject.kind]: kept } = terms;
    return after(store().look(subject, kept), ({ failures, refusedMs, isAlone }) => ({
      panel: name,
      counted: `failures of the ${subject.kind.replace('_', ' ')} ${subjectText(subject)}`,
      used: failures,
      of: kept.attempts,
      resetMs: undefined,
      refusedMs,
      isAlone,
    }));
  }

  function rateRows(limit: 'address_rate' | 'key_rate', key: string, rate: Rate): MaybePromise<readonly CountedRow[]> {
    return after(counters().counted({ limit, key, rate }), ({ window, burst, isAlone }) => {
      const { calls, burst: extra = 0 } = rate;
      const isUsedUp = window.used >= calls && (burst?.used ?? extra) >= extra;
      // What this gateway has seen used up refuses here also where Redis has forgotten it.
      const here = local.limiter.look(limit, { key, rate });
      const refusedHereMs = here.left === 0 ? here.resetMs : undefined;
      const row = { panel: name, counted: limit, used: window.used, of: calls, resetMs: window.leftMs, isAlone };
      const rows = [{ ...row, refusedMs: isUsedUp ? (window.leftMs ?? refusedHereMs) : refusedHereMs }];
      if (burst === undefined) return rows;
      const { used, leftMs } = burst;
      return [...rows, { ...row, counted: `${limit} burst`, used, of: extra, resetMs: leftMs, refusedMs: undefined }];
    });
  }

  /** Ids that the panel does not have, as this gateway has seen them from an address lately. */
  function unknownPairs(address: Address): readonly Subject[] {
    const subjects = addressSubjects(address, ipv6Prefix);
    const [own, widest] = [subjects.at(0), subjects.at(-1)];
    if (own === undefined || widest === undefined) return [];
    return unknownKeyAttempts
      .countedOf(widest)
      .filter((tried) => tried.some(({ kind, text }) => kind === own.kind && text === own.text))
      .flatMap((tried) => tried.filter(isUnknown));
  }

  const bans = createPanelBans({ name, local, store, unknownPairs });
  return {
    get ledger() {
      return counters().ledger;
    },
    forgetUnknownAttempts: (isListed) => {
      if (unknownKeyAttempts.size === 0) return;
      for (const { count, sinceMs, ...subject } of unknownKeyAttempts.take(isListed).flat()) {
        if (isUnknown(subject)) void store().unban(subject);
        else store().subtract(subject, { count, sinceMs }, terms[subject.kind]);
      }
    },
    isKnown: (address) => local.failures.known.hasPrefix(prefixOf(address, ipv6Prefix)) || local.owners.hasAddress(address),
    status: {
      results: (limit) => local.limiter.tally.of(limit),
      entries: () => entriesOf(local),
      bans: () => bans.running(),
      bansBegun: () => local.failures.banTable.begun(),
      latestBansOfKnown: (begun) => bans.latestOfKnown(begun),
      keysUnderAttack: () =>
        local.failures
          .keyFailures()
          .filter(({ used }) => used >= policy.limits.failures.key.attempts)
          .map(({ key, leftMs }) => ({ panel: name, subject: key, cause: 'key', leftMs, level: 1 })),
    },
    bans,
    isAlone: () => counters().isAlone(),
    unlock: (key) => {
      const looks = keySubjects(key).map((subject) => store().look(subject, terms[subject.kind]));
      const pairs = pairBans(store(), (text) => text.startsWith(`${key} `));
      return afterAll(looks, (looked) =>
        afterAll(
          [...keySubjects(key), ...pairs].map((subject) => store().unban(subject)),
          () => looked.some(({ refusedMs }) => refusedMs !== undefined),
        ),
      );
    },
    keyUse: (key, rate) =>
      after(counters().counted({ limit: 'key_rate', key, rate }), ({ window, burst }) => ({
        used: window.used + (burst?.used ?? 0),
        of: rate.calls + (rate.burst ?? 0),
        resetMs: window.leftMs,
      })),
    isCalling: (key, rate) => local.limiter.look('key_rate', { key, rate }).left < rate.calls + (rate.burst ?? 0),
    ofAddress: (address) => {
      const rates = rateRows('address_rate', prefixOf(address, ipv6Prefix), policy.limits.address);
      const subjects = addressSubjects(address, ipv6Prefix);
      const failures = afterAll([...subjects, ...unknownPairs(address)].map(rowOf), (rows) => [
        ...rows.slice(0, subjects.length),
        ...rows.slice(subjects.length).filter(isCounted),
      ]);
      return afterAll([rates, failures], (rows) => rows.flat());
    },
    ofKey: (key, rate) => {
      const failures = afterAll(keySubjects(key).map(rowOf), ([row, ...unknown]) => [
        ...(row === undefined ? [] : [row]),
        ...unknown.filter(isCounted),
      ]);
      return afterAll([rateRows('key_rate', key, rate), failures], (rows) => rows.flat());
    },
  };
}

function isCounted({ used, refusedMs }: CountedRow): boolean {
  return used > 0 || refusedMs !== undefined;
}

/** A key is counted apart while the panel does not have it. */
function keySubjects(key: string): readonly Subject[] {
  return [
    { kind: 'key', text: key },
    { kind: 'unknown_key', text: key },
  ];
}

function entriesOf({ limiter, failures }: LocalPanel): Readonly<Record<string, number>> {
  return {
    ...Object.fromEntries(limitKinds.map((kind) => [kind, limiter.entries(kind)])),
    ...Object.fromEntries(subjectKinds.map((kind) => [`failures_${kind}`, failures.entries(kind)])),
    failures_unknown: failures.unknown.size,
    bans: failures.banTable.size,
    known_keys: failures.known.size,
  };
}
