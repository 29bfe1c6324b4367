import { digestsEqual } from '../../domain/secret.ts';
import type { KeyAnswer } from '../../hestia/lists/access-key-list.ts';
import type { NewKey, ReadableKey } from './api-key-entry.ts';
import type { RoundAnswer } from './api-round.ts';

export interface AfterAnswer {
  readonly entry: ReadableKey;
  /** The list and the key alone do not agree: one of the two is older, which the next list tells. */
  readonly isListDoubted: boolean;
}

interface AnswerTimes {
  readonly nowMs: number;
  /** A key with a fault may be half written: after this time it is asked for once more. */
  readonly graceMs: number;
}

/** What the panel's answer on one key alone makes of that key. */
export function entryAfterAnswer(answer: RoundAnswer<KeyAnswer>, before: ReadableKey, times: AnswerTimes): AfterAnswer {
  const { listed } = before;
  switch (answer.kind) {
    case 'absent':
      return otherThanListed(before, 'the panel lists it, and has none of this id');
    case 'broken':
      return sure(offFor(before, answer.fault, times));
    case 'facts':
      return afterFacts(answer.facts, before, times);
    case 'unclear':
      return sure(before.kind === 'confirmed' && before.recheck !== 'doubted' ? before : { kind: 'new', listed });
    case 'unanswered':
      return sure(before.kind === 'confirmed' ? before : { kind: 'new', listed });
  }
}

function afterFacts({ listed: told, secretDigest }: KeyAnswer, before: ReadableKey, times: AnswerTimes): AfterAnswer {
  const { listed } = before;
  if (secretDigest === undefined) {
    return sure(offFor(before, 'its secret is not 40 characters of the expected form', times));
  }
  if (told.fingerprint !== listed.fingerprint) {
    if (before.kind === 'new') return otherThanListed(before, 'its list and itself do not agree');
    return { entry: { kind: 'confirmed', listed, key: before.key }, isListDoubted: true };
  }
  const known = before.kind === 'confirmed' ? before.key.secretDigest : before.first?.secretDigest;
  if (known === undefined || !digestsEqual(known, secretDigest)) {
    return sure({ kind: 'new', listed, first: { secretDigest, atMs: times.nowMs } });
  }
  if (before.kind === 'confirmed') return sure({ kind: 'confirmed', listed, key: before.key });
  const { id, user, permissions } = listed;
  return sure({ kind: 'confirmed', listed, key: Object.freeze({ id, secretDigest, user, permissions }) });
}

function sure(entry: ReadableKey): AfterAnswer {
  return { entry, isListDoubted: false };
}

function offFor(before: ReadableKey, fault: string, { nowMs, graceMs }: AnswerTimes): NewKey {
  const againAtMs = wasOff(before) ? undefined : nowMs + graceMs;
  return { kind: 'new', listed: before.listed, off: { fault, againAtMs, isOtherThanListed: false } };
}

/** The list is asked for early once, and the key after each list. */
function otherThanListed(before: ReadableKey, fault: string): AfterAnswer {
  const off = { fault, againAtMs: undefined, isOtherThanListed: true };
  return { entry: { kind: 'new', listed: before.listed, off }, isListDoubted: !wasOff(before) };
}

function wasOff(entry: ReadableKey): boolean {
  return entry.kind === 'new' && entry.off !== undefined;
}
