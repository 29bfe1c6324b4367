import { Cluster } from 'ioredis';
import { answerWithin } from './answer-within.ts';
import type { RedisClient, TellFault } from './connect.ts';
import { faultOf, isErrorReply, isWithoutCause, type RedisFault } from './redis-fault.ts';

/** The client's connections to Redis: made, lost, and made anew. */
export class RedisConnections {
  readonly client: RedisClient;
  readonly #closed = new Set<() => void>();
  readonly #ready = new Set<() => void>();
  #fault: RedisFault | undefined;

  /** @param create a client that is not connected yet */
  constructor(create: (tell: TellFault) => RedisClient) {
    let told: Error | undefined;
    const client = create((error) => {
      told = error;
    });
    this.client = client;
    client.on('error', (error: unknown) => {
      this.#fault = faultOf(told !== undefined && isWithoutCause(error) ? told : error);
      told = undefined;
    });
    client.on('close', () => this.#closed.forEach((listener) => listener()));
    client.on('ready', () => {
      this.#fault = undefined;
      told = undefined;
      this.#ready.forEach((listener) => listener());
    });
  }

  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Why there is none, as the client said last; undefined: it has not failed to connect since it was connected. */
  get fault(): RedisFault | undefined {
    return this.#fault;
  }

  /** All of them are closed; where only one of a cluster is, the questions that go there fail. @returns takes the listener back */
  onClosed(listener: () => void): () => void {
    this.#closed.add(listener);
    return () => void this.#closed.delete(listener);
  }

  /** @returns takes the listener back */
  onReady(listener: () => void): () => void {
    this.#ready.add(listener);
    return () => void this.#ready.delete(listener);
  }

  open(): void {
    // The client goes on trying by itself, and its event says what was wrong.
    this.client.connect().catch(() => undefined);
  }

  /**
   * A peer that is gone without closing leaves a connection that seems to work.
   *
   * @param withinMs a node of a cluster that does not answer within this time is connected anew; the others are left alone
   */
  async renew(withinMs: number): Promise<void> {
    const { client } = this;
    if (client.status === 'end') return this.open();
    if (client.status !== 'ready' && client.status !== 'connect') return;
    if (!(client instanceof Cluster)) return client.disconnect(true);
    await Promise.all(
      client.nodes().map((node) =>
        answerWithin(withinMs, node.ping()).catch((error: unknown) => {
          // An error reply shows that the node answers.
          if (!isErrorReply(error)) node.disconnect();
        }),
      ),
    );
  }

  /** @param withinMs for what was sent without waiting, to arrive; 0: there is nothing to wait for */
  async close(withinMs: number): Promise<void> {
    if (withinMs > 0) await answerWithin(withinMs, this.client.quit()).catch(() => undefined);
    this.client.disconnect();
  }
}
