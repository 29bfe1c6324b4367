import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { commands } from '../../../src/cli/commands.ts';
import { findCommandLine } from '../../../src/cli/line/find-command-line.ts';
import { readGiven } from '../../../src/cli/line/read-given.ts';
import { type CapturedTerminal, captureTerminal } from '../capture-terminal.ts';
import { records } from './told-records.ts';

/** An audit log in three files, and a configuration that names it. */
export class FoundLog {
  readonly folder = mkdtempSync(join(tmpdir(), 'find-'));
  readonly file = join(this.folder, 'logs', 'audit.log');

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true }));
    mkdirSync(join(this.folder, 'logs'));
    writeFileSync(
      join(this.folder, 'gateway.yaml'),
      'audit: { file: logs/audit.log }\nclients: { allow: [127.0.0.1] }\npanels: [{ url: "https://127.0.0.1:8083" }]\n',
      { mode: 0o600 },
    );
  }

  write(): void {
    const lines = Object.values(records).map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(`${this.file}.2.gz`, gzipSync(lines.slice(0, 2).join('')));
    writeFileSync(`${this.file}.1`, `${lines.slice(2, 4).join('')}{"time":"2026-01-02T04`);
    writeFileSync(this.file, lines.slice(4).join(''));
  }

  async run(...words: readonly string[]): Promise<{ readonly code: number; readonly terminal: CapturedTerminal }> {
    const terminal = captureTerminal();
    return { code: await this.running(terminal, ...words), terminal };
  }

  running(terminal: CapturedTerminal, ...words: readonly string[]): Promise<number> {
    const {
      commands: [line],
      args,
    } = findCommandLine(commands, ['audit', ...words, '--config', join(this.folder, 'gateway.yaml')]);
    if (line === undefined) throw new Error('no such command');
    return line.run(readGiven(line, args), terminal);
  }
}
