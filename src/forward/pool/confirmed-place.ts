import { setTimeout as pause } from 'node:timers/promises';
import type { Denial } from '../../domain/call/denial.ts';
import { busyRetryMs } from '../../domain/call/busy-retry.ts';
import type { Admission, Confirmation } from '../logins/admission.ts';
import type { PlaceTaken } from './place-taken.ts';
import type { Places, Wanted } from './places.ts';

/** After this a call that is in flight through another gateway has often ended. */
const askAgainMs = 100;

/** A place, or why there is none. */
export type Confirmed = PlaceTaken | { readonly kind: 'refused'; readonly denial: Denial };

/**
 * Takes a place, and asks then whether all gateways together may send the call. Where calls in flight through others keep it from that, it gives
 * the place back and asks again, for as long as a call may wait for a place.
 *
 * Rejects where that cannot be asked; no place is kept then.
 */
export async function takeConfirmed(
  places: Pick<Places, 'take'>,
  wanted: Wanted & { readonly admission: Admission },
  waitMs: number,
): Promise<Confirmed> {
  const { admission } = wanted;
  for (let leftMs = wanted.mayWait ? waitMs : 0; ; leftMs -= askAgainMs) {
    const taken = await places.take(wanted);
    if (taken.kind !== 'place' || admission.confirm === undefined) return taken;
    const confirmation = await confirmed(admission, taken.release);
    if (confirmation === 'go') return taken;
    if (confirmation === 'away') return { kind: 'refused', denial: { reason: 'gateway_busy', retryAfterMs: busyRetryMs } };
    if (confirmation === 'never' || leftMs <= 0) return { kind: 'held' };
    await pause(askAgainMs);
  }
}

/** Gives the place back unless the call may go. */
async function confirmed(admission: Admission, release: () => void): Promise<Confirmation> {
  let confirmation: Confirmation = 'never';
  try {
    confirmation = (await admission.confirm?.()) ?? 'go';
    return confirmation;
  } finally {
    if (confirmation !== 'go') {
      admission.takenBack?.();
      release();
    }
  }
}
