import type { Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import type { AnswerStream } from './answer-stream.ts';
import type { PanelConnector } from './panel-connector.ts';

/** One connection to a panel, made when it is first needed and anew where it is gone. One request at a time. */
export interface Lane {
  readonly dispatcher: Dispatcher;
  /** Bytes of an answer to the request in flight have come. */
  readonly answerHasBegun: () => boolean;
}

/** The panel closes idle connections after 30 s; a request on one that is about to close cannot be repeated. */
const idleMs = 10_000;

/** The connections to a panel: the one that was used last is used next. The taker gives it back when the panel is done with it. */
export class Lanes {
  readonly #origin: string;
  readonly #connector: PanelConnector;
  readonly #all = new Set<Lane>();
  readonly #idle: Lane[] = [];
  #isClosed = false;

  constructor(origin: string, connector: PanelConnector) {
    this.#origin = origin;
    this.#connector = connector;
  }

  /** Once they are closed, one that sends nothing. */
  take(): Lane {
    return this.#idle.pop() ?? this.#make();
  }

  give(lane: Lane): void {
    if (!this.#isClosed && this.#all.has(lane)) this.#idle.push(lane);
  }

  /** Resolves when the requests in flight have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#idle.length = 0;
    await Promise.all([...this.#all].map(({ dispatcher }) => dispatcher.close()));
  }

  #make(): Lane {
    let stream: AnswerStream | undefined;
    const dispatcher = new Client(this.#origin, {
      pipelining: 1,
      connect: (target, handOver) => {
        this.#connector.connect(target, (error, connected) => {
          stream = connected ?? undefined;
          handOver(error, connected);
        });
      },
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // Undici's own timeouts are off: the exchange answers a slow call, and decides whether it is cut.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const lane: Lane = { dispatcher, answerHasBegun: () => stream?.hasBegun ?? false };
    // As undici's own pool does: a client that got no connection is not used again.
    dispatcher.on('connectionError', () => void this.#all.delete(lane));
    this.#all.add(lane);
    if (this.#isClosed) void dispatcher.close();
    return lane;
  }
}
