import type { Call, Credential } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import type { Doubts } from '../domain/doubts.ts';
import type { Log } from '../domain/log.ts';
import type { PanelAnswer } from '../domain/panel-client.ts';
import type { PanelState } from '../domain/panel-state.ts';
import { isApiRefusal } from '../hestia/api-refusal.ts';

export interface PanelDoubts extends Doubts {
  /**
   * Looks at the answer to a call that the gateway had allowed.
   *
   * @param user whom the key belongs to
   */
  readonly note: (call: Call, answer: PanelAnswer, user: string | undefined) => void;
  /** Calls that the gateway allowed and the panel's API refused. */
  readonly disagreements: () => number;
}

export interface PanelDoubtsOptions {
  readonly panel: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads the panel's state at once. */
  readonly refresh: (accessKey: string | undefined) => void;
}

const windowMs = 600_000;
/** So many disagreements within the window, and nobody is believed whom a newer state has not confirmed. */
const manyDisagreements = 2;
const maxDoubted = 10_000;

/**
 * Remembers the panel's refusals of calls that the gateway had allowed.
 *
 * A key that was refused waits for a state that was read after it. One that such a state confirmed, and that is refused again, waits for the
 * rest of the ten minutes: each refusal counts as a failed login at the panel, which bans the gateway after five.
 */
export function createPanelDoubts({ panel, clock, log, refresh }: PanelDoubtsOptions): PanelDoubts {
  const doubted = new Map<string, readonly number[]>();
  let everyone: readonly number[] = [];
  let disagreements = 0;

  function isRecent(atMs: number): boolean {
    return clock.monotonicMs() - atMs < windowMs;
  }

  function note(call: Call, answer: PanelAnswer, user: string | undefined): void {
    if (!isApiRefusal(call, answer, user)) return;
    const nowMs = clock.monotonicMs();
    const name = nameOf(call.credential);
    disagreements += 1;
    const before = (doubted.get(name) ?? []).filter(isRecent);
    doubted.delete(name);
    doubted.set(name, [...before, nowMs].slice(-manyDisagreements));
    if (doubted.size > maxDoubted) forgetOldest(doubted);
    // A password is the panel's alone to judge: that it refuses one says nothing about what the gateway knows.
    if (call.credential.kind !== 'password') everyone = [...everyone.filter(isRecent), nowMs].slice(-manyDisagreements);
    log.warn('the panel refused what the gateway had allowed', {
      panel,
      credential: call.credential.kind,
      exitCode: answer.exitCode,
    });
    refresh(call.credential.kind === 'access-key' ? call.credential.id : undefined);
  }

  function areHeldAgainst(credential: Credential, state: PanelState): boolean {
    if (disagreements === 0) return false;
    const own = (doubted.get(nameOf(credential)) ?? []).filter(isRecent);
    if (own.length >= manyDisagreements) return true;
    if (credential.kind === 'password') return false;
    const recent = everyone.filter(isRecent);
    const [last] = recent.length >= manyDisagreements ? recent.slice(-1) : own.slice(-1);
    return last !== undefined && state.readAtMs <= last;
  }

  return { note, areHeldAgainst, disagreements: () => disagreements };
}

/** Passwords count together: there is one user whose password the API takes. */
function nameOf(credential: Credential): string {
  if (credential.kind === 'access-key') return credential.id;
  return credential.kind === 'api-key' ? credential.key.digest().toString('hex') : 'password';
}

function forgetOldest(doubted: Map<string, readonly number[]>): void {
  for (const oldest of doubted.keys()) {
    doubted.delete(oldest);
    return;
  }
}
