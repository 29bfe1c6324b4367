import { printable, printableLines } from '../domain/text/printable.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

/**
 * A terminal that shows what is written to it and obeys none of it: text of files, panels, Redis and the running gateway may hold control
 * characters, which it gets as `\x1b`. Commands have no other way to it.
 */
export function printableTerminal(terminal: Terminal): Terminal {
  return {
    // Opened where it is read, and not before.
    get stdin() {
      return terminal.stdin;
    },
    stdout: printableOutput(terminal.stdout),
    stderr: printableOutput(terminal.stderr),
    isProcess: terminal.isProcess ?? false,
    clear: terminal.clear,
    note: terminal.note && noteOn(terminal.note),
    env: terminal.env,
    signals: terminal.signals,
  };
}

function noteOn(note: (text: string) => void): (text: string) => void {
  return (text) => note(printable(text));
}

export function printableOutput(output: Output): Output {
  return { write: (text) => output.write(printableLines(text)) };
}
