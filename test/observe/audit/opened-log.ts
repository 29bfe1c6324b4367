import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/domain/clock.ts';
import type { Log } from '../../../src/domain/log.ts';
import { readCommandTable } from '../../../src/hestia/files/command-table.ts';
import { refusalOf } from '../../../src/hestia/answer/refusal.ts';
import { type AuditLog, type AuditLogOptions, createAuditLog } from '../../../src/observe/audit/audit-log.ts';

export interface TestClock extends Clock {
  readonly pass: (ms: number) => void;
}

/** Stands still until it is told otherwise. */
export function testClock(): TestClock {
  let passedMs = 0;
  const startedAtMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  return { monotonicMs: () => passedMs, wallMs: () => startedAtMs + passedMs, pass: (ms) => void (passedMs += ms) };
}

/** A folder that is gone when the test is over. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A log that writes into a list, a message with its level an entry. */
export function logInto(messages: string[]): Log {
  const at =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void messages.push(`${level}: ${message} ${JSON.stringify(fields)}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export interface OpenedLog {
  readonly audit: AuditLog;
  readonly file: string;
  readonly clock: TestClock;
  /** What the process's own log was told. */
  readonly messages: readonly string[];
  /** Does what waits for the end of this turn of the event loop. */
  readonly endTurn: () => void;
  /** The lines of the file at the end of this turn, as text. */
  readonly lines: () => string[];
  readonly records: () => Record<string, unknown>[];
}

export function openLog(options: Partial<AuditLogOptions> = {}): OpenedLog {
  const clock = testClock();
  const messages: string[] = [];
  const file = options.file ?? join(testFolder(), 'audit.log');
  const tasks: (() => void)[] = [];
  const endTurn = (): void => {
    for (const task of tasks.splice(0)) task();
  };
  const audit = createAuditLog({
    file,
    commands: readCommandTable(),
    clock,
    log: logInto(messages),
    ipv6Prefix: () => 64,
    exitCodeOf: refusalOf,
    atTurnEnd: (task) => void tasks.push(task),
    told: () => undefined,
    ...options,
  });
  onTestFinished(() => audit.close());
  const lines = (): string[] => {
    endTurn();
    return linesOf(file);
  };
  return { audit, file, clock, messages, endTurn, lines, records: () => lines().map((line) => JSON.parse(line)) };
}

/** The lines of a file, each of which has its line feed. */
export function linesOf(file: string): string[] {
  const lines = readFileSync(file, 'latin1').split('\n');
  if (lines.pop() !== '') throw new Error(`${file} does not end with a line feed`);
  return lines;
}
