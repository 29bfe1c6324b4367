import type { Clock } from '../domain/clock.ts';
import { errorText } from '../domain/text/error-text.ts';
import type { Log, LogFields } from '../domain/log.ts';
import { Throttle } from './throttle.ts';

const everyMs = 1000;

/** Writes a warning at most once a second, with how many it has not written since: clients decide how often there is cause for one. */
export function createThrottledLog({ clock, log }: { readonly clock: Clock; readonly log: Log }): Log['warn'] {
  const throttle = new Throttle({ times: 1, perMs: everyMs, clock });
  let unsaid = 0;
  const write = async (message: string, fields: LogFields): Promise<void> => {
    const isFirst = await throttle.take();
    if (isFirst) log.warn(message, { ...fields, unsaid });
    unsaid = isFirst ? 0 : unsaid + 1;
  };
  return (message: string, fields: LogFields = {}) => {
    write(message, fields).catch((error: unknown) => log.error(message, { ...fields, uncounted: errorText(error) }));
  };
}
