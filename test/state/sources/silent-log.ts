import type { Log } from '../../../src/domain/log.ts';

/** For sources whose log a test does not read. */
export const silentLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
