import pino from 'pino';
import type { Log, LogFields } from '../domain/log.ts';
import type { Settings } from '../domain/settings.ts';

export interface ProcessLogOptions {
  readonly level: Settings['log']['level'];
  /** Takes one line at a time, with its line feed; standard error by default. */
  readonly destination?: { readonly write: (line: string) => unknown };
}

/** The process's own log: a JSON object a line, with `time`, `level`, `msg` and the fields. */
export function createProcessLog({ level, destination = standardError() }: ProcessLogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string): void => void destination.write(line) },
  );
  return {
    debug: (message, fields: LogFields = {}) => logger.debug(fields, message),
    info: (message, fields: LogFields = {}) => logger.info(fields, message),
    warn: (message, fields: LogFields = {}) => logger.warn(fields, message),
    error: (message, fields: LogFields = {}) => logger.error(fields, message),
  };
}

/** Written at once, so that the last lines before an exit are there. */
function standardError() {
  const destination = pino.destination({ dest: 2, sync: true });
  // A log that cannot be written, on a full disk or to a reader that left, must not end the gateway.
  destination.on('error', () => undefined);
  return destination;
}
