import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Notice, NoticeFields, NoticeKind } from '../domain/notices/notice.ts';
import type { NoticesControl } from '../domain/notices/notices-control.ts';
import type { StatusPart } from '../domain/status-part.ts';
import { errorText } from '../domain/text/error-text.ts';
import { NoticeGate } from './notice-gate.ts';
import { noticesPart } from './notices-part.ts';
import { newNoticeId, Outbox } from './outbox.ts';
import { type Posted, postNotice, type Receiver } from './post-notice.ts';
import { StatusWatch, type StatusWatchOptions } from './status-watch.ts';
import { summaryOf } from './summary.ts';

/** What is in force. */
export interface NoticesInForce {
  readonly receiver: Receiver;
  /** Scheme, host and port of it. */
  readonly origin: string;
  readonly kinds: ReadonlySet<NoticeKind>;
}

export interface NoticesOptions extends Pick<StatusWatchOptions, 'status' | 'userOf'> {
  /** Undefined: none are sent. */
  readonly first: NoticesInForce | undefined;
  /** Name of this host, by which a receiver tells gateways apart. */
  readonly host: string;
  readonly clock: Clock;
  readonly log: Log;
  /** From one look to the next. */
  readonly everyMs?: number;
  /** Time for one try. */
  readonly timeoutMs?: number;
}

const usualEveryMs = 5000;
const usualTimeoutMs = 10_000;

const nowhere: Posted = { status: undefined, fault: 'the configuration has no notices', retryAfterMs: undefined, answer: '' };

/** Tells an administrator at once what cannot wait, by a webhook. Nothing waits for it. */
export class Notices {
  readonly part: StatusPart;
  readonly control: NoticesControl = { test: () => this.#test() };
  readonly #ended = new AbortController();
  readonly #options: NoticesOptions;
  readonly #gate: NoticeGate;
  readonly #outbox: Outbox;
  readonly #watch: StatusWatch;
  #now: NoticesInForce | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: NoticesOptions) {
    const { first, clock, log } = options;
    this.#options = options;
    this.#now = first;
    this.#gate = new NoticeGate(clock);
    this.#outbox = new Outbox({ post: (id, body) => this.#post(id, body), clock, log });
    this.#watch = new StatusWatch({ ...options, tell: this.tell, wants: (kind) => this.wants(kind) });
    this.part = noticesPart({ isConfigured: () => this.#now !== undefined, outbox: this.#outbox, gate: this.#gate, clock });
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), this.#options.everyMs ?? usualEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#outbox.close();
    this.#ended.abort();
  }

  /** Those that wait go to the receiver of these settings. */
  use(next: NoticesInForce | undefined): void {
    this.#now = next;
    if (next === undefined) this.#outbox.forget();
    else this.#outbox.retry();
  }

  wants(kind: NoticeKind): boolean {
    return this.#now?.kinds.has(kind) === true;
  }

  /** @param subject of which it tells, within its kind */
  readonly tell: StatusWatchOptions['tell'] = (kind, subject, fields) => {
    if (!this.wants(kind === 'panel.found' ? 'panel.lost' : kind)) return;
    const notice = { kind, atMs: this.#options.clock.wallMs(), fields };
    // What ends what was told is not held back: nobody should look for a panel that is there.
    if (kind === 'panel.found') this.#send(notice);
    else void this.#sendAdmitted(notice, kind, subject);
  };

  async #sendAdmitted(notice: Notice, kind: NoticeKind, subject: string): Promise<void> {
    try {
      if (await this.#gate.admits(kind, subject)) this.#send(notice);
    } catch (error) {
      this.#options.log.error('a notice could not be made', { kind, error: errorText(error) });
    }
  }

  #send(notice: Notice): void {
    this.#outbox.add(notice.kind, this.#bodyOf(notice));
  }

  #look(): void {
    if (this.#now === undefined) return;
    try {
      this.#watch.look();
      for (const held of this.#gate.takeHeld()) this.#send(held);
    } catch (error) {
      // The gateway goes on, and so do the notices that there are.
      this.#options.log.error('what is to be told could not be looked for', { error: errorText(error) });
    }
    this.#outbox.look();
  }

  #bodyOf(notice: Notice): string {
    const { kind: type, atMs, fields } = notice;
    const data: NoticeFields & { readonly host: string } = { host: this.#options.host, ...fields };
    return JSON.stringify({ type, timestamp: new Date(atMs).toISOString(), summary: summaryOf(notice), data });
  }

  #post(id: string, body: string): Promise<Posted> {
    const { clock, timeoutMs = usualTimeoutMs } = this.#options;
    const timestamp = Math.floor(clock.wallMs() / 1000);
    return this.#now === undefined
      ? Promise.resolve(nowhere)
      : postNotice(this.#now.receiver, { id, timestamp, body }, { timeoutMs, ended: this.#ended.signal });
  }

  async #test(): ReturnType<NoticesControl['test']> {
    if (this.#now === undefined) return undefined;
    const { origin: to } = this.#now;
    const id = newNoticeId();
    const { status, fault, answer } = await this.#post(
      id,
      this.#bodyOf({ kind: 'notices.test', atMs: this.#options.clock.wallMs(), fields: {} }),
    );
    return { to, id, status, fault, answer };
  }
}
