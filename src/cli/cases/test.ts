import { parseDuration } from '../../config/units/parse-duration.ts';
import { systemClock } from '../../domain/clock.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { recordCases } from './record-cases.ts';
import { testCases, type TestOptions } from './test-cases.ts';

interface Options extends Omit<TestOptions, 'file'> {
  readonly file: string | undefined;
  readonly record: string | undefined;
}

/** @returns the exit code */
export async function test({ file, record, ...options }: Options, terminal: Terminal): Promise<number> {
  if (record !== undefined) {
    if (file !== undefined || options.junit !== undefined || options.json)
      throw new UsageError('--record goes with neither FILE, --junit nor --json');
    const lastMs = parseDuration(record);
    if (lastMs === undefined) throw new UsageError(`--record: expected a duration such as 7d, found ${JSON.stringify(record)}`);
    return recordCases({ config: options.config, lastMs }, terminal, systemClock);
  }
  if (file === undefined) throw new UsageError('expected FILE, or --record with how far back');
  return testCases({ file, ...options }, terminal);
}
