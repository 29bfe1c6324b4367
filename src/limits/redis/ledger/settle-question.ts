import { prefixOf } from '../../../domain/address/address.ts';
import type { Charge } from '../../../domain/ledger/ledger.ts';
import { reasonOfLimit } from '../../../domain/ledger/limiter.ts';
import type { Attempt, LoginResult } from '../../../domain/ledger/logins.ts';
import { passwordsPerShare, passwordWindowMs } from '../../../domain/ledger/panel-budget.ts';
import type { Rate } from '../../../domain/policy/rate.ts';
import type { ReportOnly } from '../../../domain/policy/report-only.ts';
import { burstWindows } from '../../../domain/policy/burst-windows.ts';
import type { Subject } from '../../logins/failure-store.ts';
import { knownForMs, maxPrefixesPerKey } from '../../logins/known-prefixes.ts';
import { addressSubjects, keySubject, pairSubject } from '../../logins/login-subjects.ts';
import type { LoginTerms } from '../../logins/login-terms.ts';
import type { RedisNames } from './redis-names.ts';

/** A reservation ends after this unless its gateway renews it. */
export const leaseMs = 30_000;
/** After this an attempt that is in flight has often ended. */
const inFlightMs = 1000;

/** What `settleScript` is handed. */
export interface SettleQuestion {
  /** As `DecisionScript` wants them. */
  readonly args: string[];
  /** As the answer numbers them. */
  readonly subjects: readonly Subject[];
}

export interface SettleMode {
  readonly mode: 'settle' | 'peek' | 'conclude';
  /** With `conclude`: what counts at the panel. `held`: only where the attempt had room reserved there. */
  readonly atPanel?: 'nothing' | 'held' | 'refused';
  readonly result: LoginResult | 'none';
  /** Of an attempt that only the panel can judge; empty: of none. */
  readonly reservation: string;
  /** When the pair's last success was, as far as the asking gateway knows. */
  readonly known: 'never' | 'lately' | 'today';
  /** Nothing bans the address. */
  readonly isExempt: boolean;
  readonly reportOnly: ReportOnly;
}

export interface SettleQuestionsOptions {
  readonly names: RedisNames;
  readonly terms: LoginTerms;
  readonly maxBans: number;
  readonly ipv6Prefix: number;
  /** This gateway has seen the limit used up. */
  readonly isUsedUp: (charge: Charge) => boolean;
}

const letters: Readonly<Record<Subject['kind'], string>> = {
  pair: 'p',
  unknown_pair: 'u',
  address: 'a',
  network: 'n',
  key: 'k',
  unknown_key: 'v',
};

const panelFlags = { nothing: '', held: 'h', refused: 'w' } as const;

/** Writes the questions of one panel's decisions. */
export class SettleQuestions {
  readonly #options: SettleQuestionsOptions;
  readonly #terms: string;
  readonly #rates = new WeakMap<Rate, string>();

  constructor(options: SettleQuestionsOptions) {
    const { pair, address, network, key } = options.terms;
    const { firstMs = 0, maxMs = 0 } = pair.ban ?? {};
    const budgets = [pair, address, network, key].flatMap(({ attempts, perMs }) => [attempts, perMs]);
    this.#options = options;
    const others = [options.maxBans, knownForMs, maxPrefixesPerKey, leaseMs, inFlightMs, passwordsPerShare, passwordWindowMs];
    this.#terms = [...budgets, firstMs, maxMs, ...others].join(' ');
  }

  write(
    { address, attempt }: Pick<Attempt, 'address'> & { readonly attempt: Attempt | undefined },
    charges: readonly Charge[],
    how: SettleMode,
  ): SettleQuestion {
    const { names, ipv6Prefix, isUsedUp } = this.#options;
    const prefix = prefixOf(address, ipv6Prefix);
    const subjects: Subject[] = [...addressSubjects(address, ipv6Prefix)];
    if (attempt !== undefined) {
      const key = keySubject(attempt);
      subjects.unshift(pairSubject(attempt, prefix));
      if (key !== undefined) subjects.push(key);
    }
    let kinds = '';
    let flags = attempt === undefined ? '' : 'a';
    if (how.known !== 'never') flags += how.known === 'today' ? 'kd' : 'k';
    if (how.isExempt) flags += 'e';
    if (attempt?.isGuessable === true) flags += 'g';
    flags += panelFlags[how.atPanel ?? 'nothing'];
    if (how.reportOnly.has('address_banned')) flags += 'r';
    const args = ['', '', names.bans];
    for (const subject of subjects) {
      kinds += letters[subject.kind];
      args.push(names.failures(names.subject(subject)));
    }
    if (attempt !== undefined) args.push(names.known(attempt.key));
    let lines = `${how.mode}\n${how.result}\n${flags}\n${kinds}\n${prefix}\n${how.reservation}\n`;
    for (const charge of charges) {
      args.push(names.window(charge));
      if ((charge.rate.burst ?? 0) > 0) args.push(names.burst(charge));
      const isReported = how.reportOnly.has(reasonOfLimit[charge.limit]);
      lines += `${this.#rateText(charge.rate)}${isUsedUp(charge) ? '1' : '0'}${isReported ? '1' : '0'}\n`;
    }
    args[1] = String(args.length - 2);
    args.push(this.#terms, lines);
    return { args, subjects };
  }

  /** Asks for room in the panel's budget for wrong passwords. */
  writeAtPanel(reservation: string, isFromKnown: boolean): string[] {
    return ['', '1', this.#options.names.bans, this.#terms, `panel\n\n${isFromKnown ? 'k' : ''}\n\n\n${reservation}\n`];
  }

  #rateText(rate: Rate): string {
    const known = this.#rates.get(rate);
    if (known !== undefined) return known;
    const { calls, perMs, burst = 0 } = rate;
    const text = `${calls} ${perMs} ${burst} ${perMs * burstWindows} `;
    this.#rates.set(rate, text);
    return text;
  }
}
