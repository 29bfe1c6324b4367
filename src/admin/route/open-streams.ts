import type { ServerResponse } from 'node:http';
import { type AdminCaller, holderOf } from './admin-caller.ts';
import type { AdminStream } from './admin-answer.ts';

const maxStreams = 32;
/** Of one token, with the sessions that it opened. */
const maxStreamsOfOne = 8;
/** Whoever reads one has to be admitted anew then. */
const maxMs = 600_000;
/** What a slow reader holds of memory. */
const maxUnsentBytes = 256 * 1024;
/** For what was written before the end; who has not taken it by then is cut off. */
const graceMs = 1000;

interface OpenStream {
  readonly by: AdminCaller | undefined;
  /** Tells it nothing more, and frees its place within a second, whether its reader reads on or not. */
  readonly end: () => void;
}

/** Answers that go on until their reader leaves. */
export class OpenStreams {
  readonly #open = new Set<OpenStream>();

  hasPlaceFor(by: AdminCaller | undefined): boolean {
    const own = [...this.#open].filter((each) => nameOf(each.by) === nameOf(by));
    return this.#open.size < maxStreams && own.length < maxStreamsOfOne;
  }

  /** The head has been written. */
  begin(response: ServerResponse, { follow }: AdminStream, by: AdminCaller | undefined): void {
    let cutOff: NodeJS.Timeout | undefined;
    const stop = follow((text) => {
      if (response.writableEnded || response.writableLength > maxUnsentBytes) return false;
      response.write(text);
      return true;
    });
    const end = (): void => {
      if (cutOff !== undefined) return;
      stop();
      response.end();
      // Its end waits behind what the reader has not taken.
      cutOff = setTimeout(() => response.destroy(), graceMs).unref();
    };
    const open = { by, end };
    this.#open.add(open);
    const timer = setTimeout(end, maxMs).unref();
    response.flushHeaders();
    response.once('close', () => {
      clearTimeout(timer);
      clearTimeout(cutOff);
      if (cutOff === undefined) stop();
      this.#open.delete(open);
    });
  }

  /** The session of the page is over. */
  endOfSession(id: number): void {
    for (const { by, end } of this.#open) if (by?.session?.id === id) end();
  }

  /** Who may read has changed, or nobody may any more. */
  endAll(): void {
    for (const { end } of this.#open) end();
  }
}

function nameOf(by: AdminCaller | undefined): string | undefined {
  return by && holderOf(by);
}
