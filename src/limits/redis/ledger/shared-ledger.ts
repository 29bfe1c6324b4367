import { randomUUID } from 'node:crypto';
import { type Address, prefixOf } from '../../../domain/address/address.ts';
import type { Owners } from '../../../domain/address/owners.ts';
import type { AddressSet } from '../../../domain/address/address-set.ts';
import type {
  Charge,
  Entry,
  Ledger,
  LedgerRefusal,
  LimitStatus,
  Reservation,
  ReservedResult,
  Settlement,
} from '../../../domain/ledger/ledger.ts';
import type { Attempt } from '../../../domain/ledger/logins.ts';
import type { MaybePromise } from '../../../domain/maybe-promise.ts';
import { allEnforced } from '../../../domain/policy/report-only.ts';
import type { RedisSettings } from '../../../domain/policy/settings.ts';
import { reasonOfLimit } from '../../../domain/ledger/limiter.ts';
import type { ReportableReason } from '../../../domain/call/denials.ts';
import { refusedByLimit, refusedLogin, settled } from '../../local/settlement.ts';
import { type Followers, followAnswer, followSubjects, learnAnswer } from './follow-answer.ts';
import type { OpenReservations } from './open-reservations.ts';
import { RedisAwayError } from '../link/redis-away-error.ts';
import type { RedisLink } from '../link/redis-link.ts';
import { readPanelAnswer, readSettleAnswer, type SettleAnswer } from './settle-answer.ts';
import type { SettleMode, SettleQuestion, SettleQuestions } from './settle-question.ts';
import { settleScript } from '../scripts/settle-script.ts';
import { whileAway } from '../link/while-away.ts';

export interface SharedLedgerOptions extends Followers {
  readonly link: RedisLink;
  readonly questions: SettleQuestions;
  readonly reservations: OpenReservations;
  readonly neverBan: Pick<AddressSet, 'has'>;
  readonly owners: Owners;
  readonly onFailure: () => RedisSettings['onFailure'];
}

/**
 * The ledger that several gateways share: a decision is one script in Redis, so that whatever comes at the same moment, through whichever gateway,
 * has either been counted before or sees this one. Bans and windows that are used up are known here, and need no question.
 */
export class SharedLedger implements Ledger {
  readonly #options: SharedLedgerOptions;

  constructor(options: SharedLedgerOptions) {
    this.#options = options;
  }

  settle(entry: Entry): MaybePromise<Settlement> {
    const { link, local, onFailure, clock } = this.#options;
    const { attempt } = entry;
    const alone = (): Settlement => local.settle(entry);
    if (!link.isReached) return whileAway(new RedisAwayError(), onFailure(), alone);
    if (local.isBannedHere(entry)) return alone();
    const charges = [entry.addressCharge, ...entry.charges];
    const reservation = attempt?.result === 'unproven' ? randomUUID() : '';
    const askedAtMs = clock.monotonicMs();
    const { asked, subjects } = this.#ask(entry, { charges, mode: 'settle', reservation });
    return asked.then(
      (text) => {
        const answer = readSettleAnswer(text, subjects);
        followAnswer(this.#options, { entry, charges, answer, tookMs: clock.monotonicMs() - askedAtMs });
        const settlement = this.#settlementIn(charges, answer);
        if (attempt?.result !== 'unproven' || answer.outcome !== 'ok') return settlement;
        const { statuses, reported } = settlement;
        return settled(statuses, this.#reserved(attempt, reservation, answer.knownAgoMs !== undefined), reported);
      },
      (error: unknown) => whileAway(error, onFailure(), alone),
    );
  }

  peek(entry: Entry): MaybePromise<Settlement> {
    const { link, local, onFailure } = this.#options;
    const alone = (): Settlement => local.peek(entry);
    if (!link.isReached) return whileAway(new RedisAwayError(), onFailure(), alone);
    if (local.isBannedHere(entry)) return alone();
    const charges = [entry.addressCharge, ...entry.charges];
    const { asked, subjects } = this.#ask(entry, { charges, mode: 'peek', reservation: '' });
    return asked.then(
      (text) => {
        const answer = readSettleAnswer(text, subjects);
        learnAnswer(this.#options, { entry, answer });
        return this.#settlementIn(charges, answer);
      },
      (error: unknown) => whileAway(error, onFailure(), alone),
    );
  }

  refusedHere(entry: Entry): LedgerRefusal | undefined {
    return this.#options.local.refusedHere(entry);
  }

  noteRefused(charge: Charge): void {
    this.#options.local.noteRefused(charge);
  }

  hasKnown(address: Address): boolean {
    return this.#options.local.hasKnown(address);
  }

  statusHere(charge: Charge): LimitStatus {
    return this.#options.local.statusHere(charge);
  }

  #ask(entry: Asking, { charges, mode, reservation, atPanel: counted }: How): Asked {
    const { link, questions, neverBan } = this.#options;
    const { address, attempt, reportOnly } = entry;
    const { args, subjects } = questions.write(entry, charges, {
      mode,
      reservation,
      atPanel: counted ?? 'nothing',
      result: attempt?.result ?? 'none',
      known: attempt === undefined ? 'never' : this.#recencyOf(attempt),
      isExempt: neverBan.has(address),
      reportOnly,
    });
    return { asked: link.ask((client) => settleScript.run(client, args)), subjects };
  }

  /** An owner's address counts as one where the key has worked, but not today. */
  #recencyOf({ key, address }: Attempt): SettleMode['known'] {
    const { failures, ipv6Prefix, owners } = this.#options;
    const recency = failures.known.recency(key, prefixOf(address, ipv6Prefix));
    return recency === 'never' && owners.owns(key, address) ? 'lately' : recency;
  }

  #settlementIn(charges: readonly Charge[], { outcome, waitMs, charges: reports, reported }: SettleAnswer): Settlement {
    const statuses = reports.flatMap(({ at, left, windowLeftMs, takenFrom }): LimitStatus[] => {
      const charge = charges[at];
      if (charge === undefined) return [];
      const { local } = this.#options;
      if (takenFrom === undefined && local.isUsedUp(charge)) return [local.statusHere(charge)];
      return [{ limit: charge.limit, rate: charge.rate, left, resetMs: Math.max(0, windowLeftMs) }];
    });
    if (outcome === 'login') return refusedLogin(waitMs, statuses);
    const [first] = statuses;
    return outcome === 'limit' && first !== undefined
      ? refusedByLimit(first)
      : settled(statuses, undefined, reasonsOf(reported, charges));
  }

  #reserved(attempt: Attempt, id: string, isKnown: boolean): Reservation {
    const { local, reservations } = this.#options;
    const release = local.begin(local.reservedNames(attempt, isKnown));
    reservations.add(id);
    return {
      isFromKnown: isKnown,
      reserveAtPanel: () => this.#reserveAtPanel(id, isKnown),
      conclude: (result) => {
        if (!reservations.end(id)) return undefined;
        release();
        return this.#conclude(attempt, id, result);
      },
    };
  }

  /** While Redis is away, only the budget that this gateway keeps itself applies. */
  async #reserveAtPanel(id: string, isKnown: boolean): Promise<'reserved' | 'in-flight' | 'used-up' | 'away'> {
    const { link, questions, onFailure } = this.#options;
    try {
      return readPanelAnswer(await link.ask((client) => settleScript.run(client, questions.writeAtPanel(id, isKnown))));
    } catch (error) {
      if (!(error instanceof RedisAwayError)) throw error;
      return onFailure() === 'deny' ? 'away' : 'reserved';
    }
  }

  /** Also where Redis does not answer, this gateway counts what the panel said. */
  async #conclude(attempt: Attempt, reservation: string, said: ReservedResult): Promise<void> {
    const { local, reservations } = this.#options;
    const result = said === 'failed' || said === 'proven' ? said : undefined;
    const how = { charges: [], mode: 'conclude', reservation, atPanel: atPanel[said] } as const;
    try {
      const asking = { address: attempt.address, attempt: { ...attempt, result }, reportOnly: allEnforced };
      const { asked, subjects } = this.#ask(asking, how);
      followSubjects(this.#options, readSettleAnswer(await asked, subjects));
      if (result === 'proven') local.conclude(attempt, result);
    } catch (error) {
      if (!(error instanceof RedisAwayError)) throw error;
      if (result !== undefined) local.conclude(attempt, result);
      // Its failure is counted here alone, but what the panel has refused concerns the others as soon as they can know it.
      reservations.concludeLater(
        () => this.#ask({ address: attempt.address, attempt: undefined, reportOnly: allEnforced }, how).asked,
      );
    }
  }
}

function reasonsOf(reported: SettleAnswer['reported'], charges: readonly Charge[]): readonly ReportableReason[] {
  return reported.flatMap((each) => {
    if (each === 'failures') return ['address_banned'] as const;
    const charge = charges[each];
    return charge === undefined ? [] : [reasonOfLimit[charge.limit]];
  });
}

const atPanel = {
  failed: 'refused',
  other: 'refused',
  unknown: 'held',
  proven: 'nothing',
  'not-refused': 'nothing',
} as const satisfies Record<ReservedResult, SettleMode['atPanel']>;

/** As much of an entry as a question needs; without a result there is nothing to count. */
interface Asking extends Pick<Entry, 'address' | 'reportOnly'> {
  readonly attempt: (Attempt & { readonly result: SettleMode['result'] | undefined }) | undefined;
}

interface How extends Pick<SettleMode, 'mode' | 'reservation' | 'atPanel'> {
  readonly charges: readonly Charge[];
}

interface Asked extends Pick<SettleQuestion, 'subjects'> {
  readonly asked: Promise<unknown>;
}
