import type { Dispatcher } from 'undici';
import type { RawAnswer } from '../hestia/read-answer.ts';
import type { PanelRequest } from '../hestia/write-request.ts';

/** How a request to the panel went, as far as its caller is told. */
export type Exchanged =
  | { readonly kind: 'answer'; readonly raw: RawAnswer }
  /** `maybeSent` is false only where no byte of the request was written. */
  | { readonly kind: 'failed'; readonly maybeSent: boolean; readonly error: Error }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'timeout' };

export interface ExchangeBounds {
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Called once, when the panel is done with the request: often with the result, after a timeout or an answer too large later. */
  readonly ended: () => void;
}

/** Sends a request once and takes its answer in whole. Never rejects, and never aborts what was sent. */
export function exchange(dispatcher: Dispatcher, request: PanelRequest, bounds: ExchangeBounds): Promise<Exchanged> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'timeout' }), bounds.timeoutMs);
    const told = (exchanged: Exchanged): void => {
      clearTimeout(timer);
      resolve(exchanged);
    };
    const collector = new AnswerCollector(bounds, told);
    try {
      dispatcher.dispatch({ path: request.path, method: 'POST', headers: request.headers, body: request.body }, collector);
    } catch (error) {
      // A dispatcher that is closed refuses before it sends anything.
      collector.onResponseError(undefined, error instanceof Error ? error : new Error(String(error)));
    }
  });
}

class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #bounds: ExchangeBounds;
  readonly #told: (exchanged: Exchanged) => void;
  #isStarted = false;
  #status = 0;
  #headers: RawAnswer['headers'] = [];
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(bounds: ExchangeBounds, told: (exchanged: Exchanged) => void) {
    this.#bounds = bounds;
    this.#told = told;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // undici writes a request again when the one before it in a pipeline fails. There is no pipeline here; if it ever did, the command must
    // not run twice.
    if (this.#isStarted) controller.abort(new Error('the request was about to be sent a second time'));
    this.#isStarted = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    // Called for 103 and the like, too; the answer itself comes last.
    this.#status = status;
    // Without a list of raw headers there are none, and the answer is not one of the API's.
    this.#headers = Array.isArray(controller.rawHeaders) ? controller.rawHeaders : [];
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#bounds.maxAnswerBytes) {
      this.#chunks.push(chunk);
      return;
    }
    this.#chunks = [];
    this.#told({ kind: 'too-large' });
  }

  onResponseEnd(): void {
    this.#told({ kind: 'answer', raw: { status: this.#status, headers: this.#headers, body: inOnePiece(this.#chunks) } });
    this.#bounds.ended();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#told({ kind: 'failed', maybeSent: this.#isStarted, error });
    this.#bounds.ended();
  }
}

/** Most answers have come in one piece, which is taken as it is. */
function inOnePiece(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
}
