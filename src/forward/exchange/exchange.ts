import type { Dispatcher } from 'undici';
import { errorText } from '../../domain/text/error-text.ts';
import type { RawAnswer } from '../../hestia/answer/read-answer.ts';
import type { PanelRequest } from '../../hestia/answer/write-request.ts';
import { AnswerBytes } from './answer-bytes.ts';
import type { Lane } from '../wire/lanes.ts';

/** How a request to the panel went, as far as its caller is told. */
export type Exchanged =
  | { readonly kind: 'answer'; readonly raw: RawAnswer }
  /** `maybeSent` is false only where no byte of the request was written. */
  | { readonly kind: 'failed'; readonly maybeSent: boolean; readonly error: Error }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'timeout' };

export interface ExchangeOptions {
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Called once, with what the caller is told. */
  readonly told: (exchanged: Exchanged) => void;
  /** Called once, after `told`, when the panel is done with the request: often at once, after a timeout or an answer too large later. */
  readonly ended: (exchanged: Exchanged) => void;
}

/**
 * Sends a request once and takes its answer in whole. Never throws.
 *
 * A command that has not answered is never aborted. An answer that has begun, and does not end within the same time again, is cut.
 */
export function exchange(lane: Lane, request: PanelRequest, options: ExchangeOptions): void {
  const collector = new AnswerCollector(lane, options);
  try {
    lane.dispatcher.dispatch({ path: request.path, method: 'POST', headers: request.headers, body: request.body }, collector);
  } catch (error) {
    // A dispatcher that is closed refuses before it sends anything.
    collector.onError(error instanceof Error ? error : new Error(errorText(error)));
  }
}

/** Returned to undici for every piece: read on. */
const goOn = true;

/** The older form of undici's handlers: the newer one builds an object of all headers, which is not needed here. */
class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #lane: Lane;
  readonly #options: ExchangeOptions;
  readonly #bytes: AnswerBytes;
  #abort: ((error: Error) => void) | undefined;
  #timer: NodeJS.Timeout;
  #status = 0;
  #headers: RawAnswer['headers'] = [];
  #isTooLarge = false;
  #isTold = false;
  #isEnded = false;
  /** The answer had begun when its time was over. */
  #isOverdue = false;

  constructor(lane: Lane, options: ExchangeOptions) {
    this.#lane = lane;
    this.#options = options;
    this.#bytes = new AnswerBytes(options.maxAnswerBytes);
    this.#timer = setTimeout(() => this.#passTime(), options.timeoutMs);
  }

  onConnect(abort: (error: Error) => void): void {
    // undici writes a request again when the one before it in a pipeline fails. There is no pipeline here; if it ever did, the command must
    // not run twice.
    if (this.#abort !== undefined) abort(new Error('the request was about to be sent a second time'));
    this.#abort = abort;
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    this.#status = status;
    this.#headers = headers;
    return goOn;
  }

  onData(piece: Buffer): boolean {
    if (this.#isTooLarge || this.#bytes.add(piece)) return goOn;
    this.#isTooLarge = true;
    this.#tell({ kind: 'too-large' });
    return goOn;
  }

  onComplete(): void {
    this.#end(this.#isTooLarge ? { kind: 'too-large' } : this.#answer());
  }

  onError(error: Error): void {
    this.#end({ kind: 'failed', maybeSent: this.#abort !== undefined, error });
  }

  #answer(): Exchanged {
    return { kind: 'answer', raw: { status: this.#status, headers: this.#headers, body: this.#bytes.taken() } };
  }

  #passTime(): void {
    this.#tell({ kind: 'timeout' });
    if (this.#isOverdue) return this.#cut();
    this.#isOverdue = this.#lane.answerHasBegun();
    this.#timer = setTimeout(() => this.#passTime(), this.#options.timeoutMs);
  }

  #cut(): void {
    this.#abort?.(new Error(`the answer had begun, did not end within ${this.#options.timeoutMs} ms more, and was cut`));
  }

  #tell(exchanged: Exchanged): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#options.told(exchanged);
  }

  #end(exchanged: Exchanged): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#tell(exchanged);
    this.#options.ended(exchanged);
  }
}
