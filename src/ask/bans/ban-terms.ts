import type { BanByHand } from '../../domain/ledger/limits-status.ts';
import { type NoTarget, noTarget } from '../target-in-query.ts';

const maxSeconds = 365 * 86_400;
/** Characters of a note: two lines of a terminal. */
const maxNoteLength = 160;

/** What is wrong with a note, in words; undefined: nothing is. */
export function faultOfNote(note: string): string | undefined {
  const isPlain = note.trim() !== '' && !/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u.test(note);
  return isPlain && note.length <= maxNoteLength ? undefined : `expected a note of one line, at most ${maxNoteLength} characters`;
}

/** Reads `seconds=N` or `until=TIME`, and where they are given `note=TEXT` and `withKnown=true`. A ban has ended where no time is left of it. */
export function termsInQuery(query: URLSearchParams, nowMs: number): BanByHand | NoTarget | 'ended' {
  const note = query.get('note') ?? undefined;
  const fault = note === undefined ? undefined : faultOfNote(note);
  if (fault !== undefined) return noTarget(fault);
  const lastsMs = lastsIn(query, nowMs);
  if (lastsMs === undefined) return noTarget(`expected seconds from 1 to ${maxSeconds}, or until, a time in UTC within a year`);
  return lastsMs <= 0 ? 'ended' : { lastsMs, note, withKnown: query.get('withKnown') === 'true' };
}

/** Undefined: it cannot be read, or is too long. */
function lastsIn(query: URLSearchParams, nowMs: number): number | undefined {
  const until = query.get('until');
  if (until !== null) {
    const lastsMs = untilMs(until) - nowMs;
    return lastsMs <= maxSeconds * 1000 ? lastsMs : undefined;
  }
  const seconds = Number(query.get('seconds'));
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= maxSeconds ? seconds * 1000 : undefined;
}

/** A time as lists and exports write it, in milliseconds since 1970; NaN for anything else. */
export function untilMs(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
}
