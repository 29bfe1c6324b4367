import type { Clock } from '../../domain/clock.ts';
import { errorText } from '../../domain/error-text.ts';
import type { StoreStatus } from '../../domain/limits-status.ts';
import type { Log } from '../../domain/log.ts';
import { answerWithin } from './answer-within.ts';
import type { RedisClient } from './connect.ts';
import type { Patience } from './patience.ts';
import { probeRedis } from './probe-redis.ts';
import { RedisAwayError } from './redis-away-error.ts';

export interface RedisLinkOptions {
  readonly client: RedisClient;
  /** A key that the link may write to see whether that works. */
  readonly probeKey: string;
  readonly timeoutMs: number;
  /** What the gateway does while Redis is away, for the log. */
  readonly meanwhile: string;
  readonly clock: Clock;
  readonly log: Log;
}

const probeEveryMs = 250;
/** A probe must be answered in a part of the time for a decision, because a decision asks more than once. */
const probeShare = 4;
/** Away again so soon after it was back, Redis must answer twice as many probes in a row before it is asked again. */
const steadyMs = 10_000;
const maxProbes = 32;
/** After so many probes in vain the connection itself is doubted. */
const probesPerConnection = 20;

/**
 * The connection to Redis, and whether it is of use. The first question that is not answered in time ends it for all: they fail at once from
 * then on, until Redis answers probes again.
 */
export class RedisLink {
  readonly client: RedisClient;
  readonly #options: RedisLinkOptions;
  readonly #returned: (() => void)[] = [];
  readonly #counts = { answered: 0, failed: 0, seconds: 0 };
  #isReached = false;
  #isStopped = false;
  #reachedAtMs = Number.NEGATIVE_INFINITY;
  #fault = 'not connected';
  #probing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #answered = 0;
  #neededAnswers = 1;
  #inVain = 0;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.client = options.client;
    this.client.on('error', (error: unknown) => {
      this.#fault = textOf(error);
    });
    this.client.on('close', () => this.#lose('the connection was closed'));
    this.client.on('ready', () => this.#probeSoon(0));
  }

  get isReached(): boolean {
    return this.#isReached;
  }

  /** Why Redis is of no use at this moment, in words; undefined: it is. */
  get fault(): string | undefined {
    return this.#isReached ? undefined : this.#fault;
  }

  questions(): ReturnType<StoreStatus['questions']> {
    return this.#counts;
  }

  /** Calls this each time that Redis is back, and when it is there first. */
  onReturn(listener: () => void): void {
    this.#returned.push(listener);
  }

  /** Resolves when Redis is there, or after this time: then it goes on trying. */
  async start(withinMs: number): Promise<void> {
    const isThere = new Promise<void>((resolve) => this.onReturn(resolve));
    this.#connect();
    this.#probeSoon(probeEveryMs);
    await answerWithin(withinMs, isThere).catch(() => this.#say());
  }

  async stop(): Promise<void> {
    const wasReached = this.#isReached;
    this.#isStopped = true;
    this.#isReached = false;
    clearTimeout(this.#timer);
    // What was sent without waiting is to arrive; whatever is not answered soon is given up.
    if (wasReached) await answerWithin(this.#options.timeoutMs, this.client.quit()).catch(() => undefined);
    this.client.disconnect();
  }

  /** @throws RedisAwayError where Redis does not answer within the patience that is left, or answers with an error */
  async ask<Value>(patience: Patience, command: (client: RedisClient) => Promise<Value>): Promise<Value> {
    if (!this.#isReached) throw new RedisAwayError(this.#fault);
    const { clock } = this.#options;
    const askedAtMs = clock.monotonicMs();
    const reachedAtMs = this.#reachedAtMs;
    try {
      const answer = await answerWithin(patience.begin(), command(this.client));
      this.#counts.answered += 1;
      return answer;
    } catch (error) {
      this.#counts.failed += 1;
      // A question from before the last loss says nothing about the connection of now.
      if (reachedAtMs === this.#reachedAtMs) this.#lose(textOf(error));
      throw new RedisAwayError(textOf(error), { cause: error });
    } finally {
      patience.end();
      this.#counts.seconds += (clock.monotonicMs() - askedAtMs) / 1000;
    }
  }

  /** Sends what nobody waits for; not while Redis is away. */
  tell(command: (client: RedisClient) => Promise<unknown>): void {
    if (!this.#isReached) return;
    const count = (result: 'answered' | 'failed') => (): void => {
      this.#counts[result] += 1;
    };
    command(this.client).then(count('answered'), count('failed'));
  }

  #lose(fault: string): void {
    if (!this.#isReached || this.#isStopped) return;
    this.#fault = fault;
    this.#isReached = false;
    const wasSteady = this.#options.clock.monotonicMs() - this.#reachedAtMs > steadyMs;
    this.#neededAnswers = wasSteady ? 1 : Math.min(maxProbes, this.#neededAnswers * 2);
    this.#say();
    this.#probeSoon(probeEveryMs);
  }

  #say(): void {
    const { log, meanwhile } = this.#options;
    log.warn(`Redis does not answer: ${meanwhile}`, { error: this.#fault });
  }

  #probeSoon(afterMs: number): void {
    if (this.#isStopped || this.#isReached) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#probe(), afterMs).unref();
  }

  async #probe(): Promise<void> {
    const { timeoutMs, probeKey } = this.#options;
    // Of one that hangs there is never a second.
    this.#probing ??= probeRedis(this.client, probeKey).finally(() => {
      this.#probing = undefined;
    });
    try {
      await answerWithin(Math.max(20, timeoutMs / probeShare), this.#probing);
      this.#answered += 1;
      this.#inVain = 0;
    } catch (error) {
      this.#fault = this.client.status === 'ready' ? textOf(error) : this.#fault;
      this.#answered = 0;
      this.#inVain += 1;
    }
    if (this.#isStopped) return;
    if (this.#answered >= this.#neededAnswers) return this.#find();
    if (this.#inVain >= probesPerConnection) this.#connectAnew();
    this.#probeSoon(probeEveryMs);
  }

  #find(): void {
    const { clock, log } = this.#options;
    this.#isReached = true;
    this.#answered = 0;
    this.#reachedAtMs = clock.monotonicMs();
    log.info('Redis answers: limits and bans are shared');
    for (const listener of this.#returned) listener();
  }

  #connect(): void {
    // The client goes on trying by itself, and its event says what was wrong.
    this.client.connect().catch(() => undefined);
  }

  /** A peer that is gone without a word leaves a connection that looks well. */
  #connectAnew(): void {
    this.#inVain = 0;
    if (this.client.status === 'ready' || this.client.status === 'connect') this.client.disconnect(true);
    else if (this.client.status === 'end') this.#connect();
  }
}

/** Of a cluster that cannot be reached: what the last of its nodes said. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return errorText(error);
  const last = 'lastNodeError' in error ? error.lastNodeError : undefined;
  return last instanceof Error ? `${error.message} ${last.message}` : error.message;
}
