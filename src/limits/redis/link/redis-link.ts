import { Cluster } from 'ioredis';
import type { Writable } from 'node:stream';
import type { Clock } from '../../../domain/clock.ts';
import type { StoreStatus } from '../../../domain/ledger/limits-status.ts';
import { answerWithin } from './answer-within.ts';
import type { AwayLog } from './away-log.ts';
import type { RedisClient } from './connect.ts';
import type { RedisConnections } from './redis-connections.ts';
import { type OpenQuestion, OpenQuestions } from './open-questions.ts';
import { RedisAwayError } from './redis-away-error.ts';
import { RedisProbes, type RedisProbe } from './redis-probes.ts';
import { faultOf, isErrorReply, isOfReplica, type RedisFault, unreachableFault } from './redis-fault.ts';

export interface RedisLinkOptions {
  readonly connections: RedisConnections;
  /** As it is at this moment. */
  readonly timeoutMs: () => number;
  readonly clock: Clock;
  readonly log: AwayLog;
}

/** Who waits for an answer. */
interface Asker<Value> {
  readonly answered: (value: Value) => void;
  readonly failed: (error: RedisAwayError) => void;
}

const probeEveryMs = 250;
/** Away again so soon after it was back, Redis must answer twice as many probes in a row before it is asked again. */
const steadyMs = 10_000;
const maxProbes = 32;
/** After this many failed probes the connection is made anew. */
const probesPerConnection = 20;

/**
 * The link to Redis for one panel of a cluster, or for all panels of one server, and whether it is available.
 *
 * Only evidence about Redis itself changes that: a probe that fails, a connection that is closed, or a question that is not answered in its
 * whole time. A decision that cannot wait any longer gives up for itself alone, and an error that Redis answers is followed by a probe, because
 * it may be about that question alone. While Redis is away questions fail at once, until it answers probes again.
 */
export class RedisLink {
  readonly client: RedisClient;
  readonly #options: RedisLinkOptions;
  readonly #probes: RedisProbes;
  readonly #returned = new Set<() => void>();
  readonly #endFollowing: readonly (() => void)[];
  readonly #open: OpenQuestions;
  readonly #counts = { answered: 0, failed: 0, seconds: 0 };
  #isReached = false;
  #isStopped = false;
  #reachedAtMs = Number.NEGATIVE_INFINITY;
  #fault: RedisFault = unreachableFault('not connected');
  #isProbing = false;
  #probedAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #answered = 0;
  #neededAnswers = 1;
  #inVain = 0;
  #isWriting = false;

  constructor(options: RedisLinkOptions) {
    const { connections, timeoutMs, clock } = options;
    this.#options = options;
    this.client = connections.client;
    this.#probes = new RedisProbes(connections.client);
    this.#open = new OpenQuestions({ timeoutMs, clock, onOverdue: () => this.#lose(noAnswerFault(timeoutMs())) });
    this.#endFollowing = [
      connections.onClosed(() => this.#lose(unreachableFault('the connection was closed'))),
      connections.onReady(() => this.#probeIn(0)),
    ];
  }

  get isReached(): boolean {
    return this.#isReached;
  }

  /** Why Redis is not available at this moment, in words; undefined: it is available. */
  get fault(): string | undefined {
    return this.#isReached ? undefined : this.#fault.text;
  }

  questions(): ReturnType<StoreStatus['questions']> {
    return this.#counts;
  }

  /** What must succeed, too, before Redis counts as there. @returns takes that back */
  probeWith(probe: RedisProbe): () => void {
    return this.#probes.add(probe);
  }

  /** Calls this each time that Redis is back, and when it is there first. @returns takes that back */
  onReturn(listener: () => void): () => void {
    this.#returned.add(listener);
    return () => void this.#returned.delete(listener);
  }

  /** Resolves when Redis is there, or after this time: then it goes on trying. */
  async start(withinMs: number): Promise<void> {
    const isThere = new Promise<void>((resolve) => void this.onReturn(resolve));
    this.#probeIn(probeEveryMs);
    await answerWithin(withinMs, isThere).catch(() => this.#options.log.away(this.#fault));
  }

  /** @returns true where Redis was there */
  stop(): boolean {
    const wasReached = this.#isReached;
    this.#isStopped = true;
    this.#isReached = false;
    this.#open.clear();
    clearTimeout(this.#timer);
    for (const end of this.#endFollowing) end();
    return wasReached;
  }

  /** @throws RedisAwayError where Redis does not answer within the time of a question, or answers with an error */
  ask<Value>(command: (client: RedisClient) => Promise<Value>): Promise<Value> {
    if (!this.#isReached) return Promise.reject(new RedisAwayError(this.#fault.text));
    return new Promise((resolve, reject) => this.#send(command(this.#writing()), { answered: resolve, failed: reject }));
  }

  /** Sends what nobody waits for; not while Redis is away. */
  tell(command: (client: RedisClient) => Promise<unknown>): void {
    if (this.#isReached) this.#send(command(this.#writing()), { answered: () => undefined, failed: () => undefined });
  }

  /** Uses the outcome of a question as evidence about Redis, whether or not somebody waits for it. */
  #send<Value>(answer: Promise<Value>, { answered, failed }: Asker<Value>): void {
    const reachedAtMs = this.#reachedAtMs;
    const question = this.#open.begin((error) => {
      this.#count('failed', question);
      failed(error);
    });
    answer.then(
      (value) => (this.#isFirst('answered', question) ? answered(value) : undefined),
      (error: unknown) => {
        // A question from before the last loss says nothing about the present connection.
        if (reachedAtMs === this.#reachedAtMs) this.#heed(error);
        if (this.#isFirst('failed', question)) failed(new RedisAwayError(faultOf(error).text, { cause: error }));
      },
    );
  }

  /** False: it had timed out before. */
  #isFirst(result: 'answered' | 'failed', question: OpenQuestion): boolean {
    if (!this.#open.end(question)) return false;
    this.#count(result, question);
    return true;
  }

  /** The client, corked until the end of the turn: a write for each question would double its cost. */
  #writing(): RedisClient {
    if (!this.#isWriting) {
      this.#isWriting = true;
      const streams = streamsOf(this.client);
      for (const stream of streams) stream.cork();
      setImmediate(() => {
        this.#isWriting = false;
        for (const stream of streams) stream.uncork();
      });
    }
    return this.client;
  }

  #count(result: 'answered' | 'failed', { askedAtMs }: OpenQuestion): void {
    this.#counts[result] += 1;
    this.#counts.seconds += (this.#options.clock.monotonicMs() - askedAtMs) / 1000;
  }

  #heed(error: unknown): void {
    if (!isErrorReply(error)) return this.#lose(faultOf(error));
    const sinceProbeMs = this.#options.clock.monotonicMs() - this.#probedAtMs;
    if (this.#timer === undefined) this.#probeIn(Math.max(0, probeEveryMs - sinceProbeMs));
  }

  #lose(fault: RedisFault): void {
    if (!this.#isReached || this.#isStopped) return;
    this.#fault = fault;
    this.#isReached = false;
    this.#answered = 0;
    this.#open.clear();
    const wasSteady = this.#options.clock.monotonicMs() - this.#reachedAtMs > steadyMs;
    this.#neededAnswers = wasSteady ? 1 : Math.min(maxProbes, this.#neededAnswers * 2);
    this.#options.log.away(fault);
    this.#probeIn(probeEveryMs);
  }

  #probeIn(afterMs: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#probe();
    }, afterMs).unref();
  }

  async #probe(): Promise<void> {
    const { connections, timeoutMs, clock } = this.#options;
    if (this.#isProbing) return;
    this.#isProbing = true;
    this.#probedAtMs = clock.monotonicMs();
    const probed = connections.isReady ? this.#probes.run(timeoutMs()) : Promise.reject(new RedisAwayError('not connected'));
    const fault = await probed.then(
      () => undefined,
      (error: unknown) => (connections.isReady ? faultOf(error) : (connections.fault ?? this.#fault)),
    );
    this.#isProbing = false;
    if (this.#isStopped) return;
    if (fault === undefined) this.#succeeded();
    else this.#failed(fault);
    if (!this.#isReached && this.#timer === undefined) this.#probeIn(probeEveryMs);
  }

  #succeeded(): void {
    this.#inVain = 0;
    if (this.#isReached) return;
    this.#answered += 1;
    if (this.#answered < this.#neededAnswers) return;
    this.#isReached = true;
    this.#answered = 0;
    this.#reachedAtMs = this.#options.clock.monotonicMs();
    this.#options.log.back();
    for (const listener of this.#returned) listener();
  }

  #failed(fault: RedisFault): void {
    if (this.#isReached) return this.#lose(fault);
    const { connections, timeoutMs, log } = this.#options;
    this.#fault = fault;
    this.#answered = 0;
    this.#inVain += 1;
    if (log.isAway) log.away(fault);
    const isOver = this.#inVain >= probesPerConnection;
    if (isOver) this.#inVain = 0;
    // Another server may have taken over its name, or a sentinel may know which.
    const isDemoted = this.#inVain === 1 && isOfReplica(fault);
    if (isOver || isDemoted) void connections.renew(timeoutMs());
  }
}

function noAnswerFault(ms: number): RedisFault {
  return unreachableFault(`no answer within ${ms} ms`);
}

/** Of connections that are there. */
function streamsOf(client: RedisClient): readonly Writable[] {
  const clients = client instanceof Cluster ? client.nodes() : [client];
  return clients.flatMap(({ status, stream }) => (status === 'ready' ? [stream] : []));
}
