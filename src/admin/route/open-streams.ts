import type { ServerResponse } from 'node:http';
import type { AdminStream } from './admin-answer.ts';

const maxStreams = 16;
/** Whoever reads one has to be admitted anew then. */
const maxMs = 600_000;
/** What a slow reader holds of memory. */
const maxUnsentBytes = 256 * 1024;

/** Answers that go on until their reader leaves. */
export class OpenStreams {
  readonly #open = new Set<ServerResponse>();

  get hasPlace(): boolean {
    return this.#open.size < maxStreams;
  }

  /** The head has been written. */
  begin(response: ServerResponse, { follow }: AdminStream): void {
    this.#open.add(response);
    const timer = setTimeout(() => response.end(), maxMs).unref();
    const stop = follow((text) => {
      if (response.writableEnded || response.writableLength > maxUnsentBytes) return false;
      response.write(text);
      return true;
    });
    response.flushHeaders();
    response.once('close', () => {
      clearTimeout(timer);
      stop();
      this.#open.delete(response);
    });
  }

  /** Who may read has changed, or nobody may any more. */
  endAll(): void {
    for (const response of this.#open) response.end();
  }
}
