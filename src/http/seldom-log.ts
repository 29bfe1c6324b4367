import type { Clock } from '../domain/clock.ts';
import type { Log, LogFields } from '../domain/log.ts';

const everyMs = 1000;

/** Writes a warning at most once a second, with how many it has not written since: strangers decide how often there is cause for one. */
export function createSeldomLog({ clock, log }: { readonly clock: Clock; readonly log: Log }): Log['warn'] {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (message: string, fields: LogFields = {}) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - saidAtMs < everyMs) {
      unsaid += 1;
      return;
    }
    log.warn(message, { ...fields, unsaid });
    saidAtMs = nowMs;
    unsaid = 0;
  };
}
