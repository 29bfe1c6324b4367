import { ConfigurationError } from '../config/text/configuration-error.ts';
import { errorText } from '../domain/text/error-text.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { startFault } from './start-fault.ts';
import type { Output } from '../terminal/terminal.ts';
import { UsageError } from '../terminal/usage-error.ts';

/**
 * Writes why a command has ended, as text for the user and never as a stack.
 *
 * @returns the exit code
 */
export function tellError(error: unknown, stderr: Output): number {
  if (error instanceof UsageError) {
    const { message, command } = error;
    const help = `hearthgate ${command === '' ? '' : `${command} `}--help`;
    stderr.write(`hearthgate: ${message}${message.endsWith('?') ? ' See' : '; see'} ${help}\n`);
    return exitCode.usage;
  }
  if (error instanceof ConfigurationError) {
    stderr.write(`${error.message}\n`);
    return exitCode.config;
  }
  const fault = startFault(error);
  stderr.write(`hearthgate: ${fault ?? unexpectedText(error)}\n`);
  return fault === undefined ? exitCode.software : exitCode.osError;
}

/** On one line, with the place in the code that a report of the error needs. */
function unexpectedText(error: unknown): string {
  if (!(error instanceof Error)) return `unexpected error: ${oneLine(errorText(error))}; report it as a bug`;
  const [, place] = /^\s+at (.*)$/m.exec(error.stack ?? '') ?? [];
  return `unexpected error: ${oneLine(error.message)}${place === undefined ? '' : ` (${place})`}; report it as a bug`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]\s*/g, ' ');
}
