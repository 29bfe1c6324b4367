import { type Ban, isUnknown, type NamedSubject, type Subject } from '../../logins/failure-store.ts';
import type { SharedStatus } from '../../rates/memory-limiter.ts';
import { banCauseOf } from './shared-failures.ts';

/** What became of a subject. */
type SubjectReport =
  | { readonly kind: 'counted'; readonly subject: Subject }
  | { readonly kind: 'begun' | 'banned'; readonly ban: Ban };

interface ChargeReport extends SharedStatus {
  /** Its place among the charges of the question. */
  readonly at: number;
}

/** What `settleScript` answers. */
export interface SettleAnswer {
  readonly outcome: 'ok' | 'login' | 'limit';
  /** What would have refused, were it not reported only: failures, and charges by their place in the question. */
  readonly reported: readonly ('failures' | number)[];
  /** With `login`: for how long it is refused. */
  readonly waitMs: number;
  /** A right key is accepted as proven: nothing but a limit of its own refuses the call. */
  readonly mayProve: boolean;
  /** Of the pair's last success; undefined: none is known. */
  readonly knownAgoMs: number | undefined;
  readonly subjects: readonly SubjectReport[];
  /** Of each charge that was taken, or that refused. */
  readonly charges: readonly ChargeReport[];
}

const takenFrom = [undefined, 'window', 'burst'] as const;
const head = 4;
const fields = 5;

/** @throws TypeError where it is no such answer */
export function readSettleAnswer(text: unknown, subjects: readonly Subject[]): SettleAnswer {
  if (typeof text !== 'string') throw notUnderstood(text);
  const answer = text.split(' ');
  const [outcome, detail, knownAgoMs, count] = answer;
  if (outcome !== 'ok' && outcome !== 'login' && outcome !== 'limit') throw notUnderstood(text);
  const reports: SubjectReport[] = [];
  const firstCharge = head + Number(count) * fields;
  for (let at = head; at < firstCharge; at += fields) {
    const subject = subjects[Number(answer[at]) - 1];
    if (subject !== undefined) reports.push(subjectReport(subject, answer.slice(at + 1, at + fields)));
  }
  const charges: ChargeReport[] = [];
  for (let at = firstCharge; at < answer.length; at += fields) {
    charges.push({
      at: Number(answer[at]) - 1,
      left: Number(answer[at + 1]),
      windowLeftMs: Number(answer[at + 2]),
      takenFrom: takenFrom[Number(answer[at + 3])],
      burstLeftMs: Number(answer[at + 4]),
    });
  }
  const isKnown = Number(knownAgoMs) >= 0;
  return {
    outcome,
    reported: outcome === 'ok' && detail !== '0' ? reportedIn(detail) : nothing,
    mayProve: outcome === 'ok' || (outcome === 'limit' && Number(detail) > 1),
    waitMs: outcome === 'login' ? Number(detail) : 0,
    knownAgoMs: isKnown ? Number(knownAgoMs) : undefined,
    subjects: reports,
    charges,
  };
}

const nothing: readonly never[] = Object.freeze([]);

function reportedIn(detail = ''): readonly ('failures' | number)[] {
  return detail.split(',').map((each) => (each === 'b' ? 'failures' : Number(each) - 1));
}

/** What `settleScript` answers to a question for room in the panel's budget. @throws TypeError where it is no such answer */
export function readPanelAnswer(text: unknown): 'reserved' | 'in-flight' | 'used-up' {
  if (text === 'reserved' || text === 'in-flight' || text === 'used-up') return text;
  throw notUnderstood(text);
}

function subjectReport(subject: Subject, [what, leftMs, level, cause]: readonly unknown[]): SubjectReport {
  if (what === 'counted' || isUnknown(subject)) return { kind: 'counted', subject };
  const ban = banWith(subject, { leftMs: Number(leftMs), level: Number(level), cause });
  return { kind: what === 'begun' ? 'begun' : 'banned', ban };
}

function banWith(
  subject: NamedSubject,
  { leftMs, level, cause }: { readonly leftMs: number; readonly level: number; readonly cause: unknown },
): Ban {
  return { subject, cause: banCauseOf(cause) ?? subject.kind, leftMs, level };
}

function notUnderstood(answer: unknown): TypeError {
  return new TypeError(`a script of the store answered ${JSON.stringify(answer)}`);
}
