import pino from 'pino';
import type { Log, LogFields } from '../domain/log.ts';
import { printableJson } from '../domain/text/printable.ts';
import type { Settings } from '../domain/policy/settings.ts';
import type { StatusPart } from '../domain/status-part.ts';
import { logText, type LogTextOptions } from './log-text.ts';
import { DroppingLines } from './dropping-lines.ts';
import { logPart } from './log-part.ts';
import { standardDescriptor } from './standard-descriptor.ts';

export interface ProcessLogOptions {
  readonly level: Settings['log']['level'];
  /** Takes one line at a time, with its line feed; undefined: standard error. */
  readonly destination?: { readonly write: (line: string) => unknown } | undefined;
}

/** The process's own log: a JSON object a line, with `time`, `level`, `msg` and the fields. Nothing ever waits for it. */
export function createProcessLog({ level, destination }: ProcessLogOptions): Log {
  return destination === undefined ? createStandardErrorLog(level).log : logInto(destination, level);
}

export interface StandardErrorLog {
  readonly log: Log;
  readonly part: StatusPart;
  readonly setLevel: (level: ProcessLogOptions['level']) => void;
}

/** Lines that wait for a reader of standard error, together. */
const maxWaitingBytes = 256 * 1024;
/** How long the end of the process waits for its reader to take the last lines. */
const lastPatienceMs = 500;

/**
 * The process's own log on standard error, and what it shows of itself.
 *
 * @param terminal standard error is one, and people read it; undefined: programs do
 */
export function createStandardErrorLog(level: ProcessLogOptions['level'], terminal?: LogTextOptions): StandardErrorLog {
  const lines = new DroppingLines({
    descriptor: standardDescriptor(2),
    maxBytes: maxWaitingBytes,
    droppedLine,
  });
  process.once('exit', () => lines.flush(lastPatienceMs));
  const part = logPart({
    name: 'process',
    fault: () => lines.fault,
    consequence: 'Lines beyond a bound are dropped.',
    stopsCalls: false,
    lostCount: () => lines.droppedCount,
  });
  const logger = loggerInto(terminal === undefined ? lines : { write: (line) => lines.write(logText(line, terminal)) }, level);
  const setLevel: StandardErrorLog['setLevel'] = (other) => {
    logger.level = other;
  };
  return { log: logOf(logger), part, setLevel };
}

function droppedLine(dropped: number): string {
  let line = '';
  logInto({ write: (text: string) => (line = text) }, 'warn').warn(
    'lines of the process log were dropped: standard error took none',
    {
      dropped,
    },
  );
  return line;
}

interface Destination {
  readonly write: (line: string) => unknown;
}

function logInto(destination: Destination, level: ProcessLogOptions['level']): Log {
  return logOf(loggerInto(destination, level));
}

function loggerInto(destination: Destination, level: ProcessLogOptions['level']): pino.Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string): void => void destination.write(printableJson(line)) },
  );
}

function logOf(logger: pino.Logger): Log {
  return {
    debug: (message, fields: LogFields = {}) => logger.debug(fields, message),
    info: (message, fields: LogFields = {}) => logger.info(fields, message),
    warn: (message, fields: LogFields = {}) => logger.warn(fields, message),
    error: (message, fields: LogFields = {}) => logger.error(fields, message),
  };
}
