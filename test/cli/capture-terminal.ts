import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import type { Terminal } from '../../src/terminal/terminal.ts';

export interface CapturedTerminal extends Terminal {
  readonly signals: EventEmitter;
  /** All that was written so far. */
  readonly out: () => string;
  readonly err: () => string;
}

/** A terminal that keeps what is written to it. */
export function captureTerminal(env: Readonly<Record<string, string>> = {}, input = ''): CapturedTerminal {
  const [out, err] = [new Sink(), new Sink()];
  return {
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    stdout: out,
    stderr: err,
    env,
    signals: new EventEmitter(),
    out: () => out.text,
    err: () => err.text,
  };
}

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
