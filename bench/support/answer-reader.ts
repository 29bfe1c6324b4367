/** What the load looks at in an answer. */
export interface SeenAnswer {
  readonly status: number;
  /** No other request may follow on this connection. */
  readonly closes: boolean;
}

/** Finds the ends of answers in what a connection brings. Each must have a Content-Length, or the status 204. */
export class AnswerReader {
  #received: Buffer = Buffer.alloc(0);
  /** Of the body whose head has been read. */
  #bytesLeft = 0;
  #answer: SeenAnswer | undefined;
  /** The last one that came in one piece: most answers are equal to the one before, and that is soon seen. */
  #last: { readonly bytes: Buffer; readonly answer: SeenAnswer } | undefined;

  /** @returns the answer, once its last byte is there; there is never more than one in flight */
  read(chunk: Buffer): SeenAnswer | undefined {
    if (this.#answer !== undefined) return this.#readBody(chunk.length);
    if (this.#received.length === 0 && this.#last?.bytes.equals(chunk) === true) return this.#last.answer;
    const received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd === -1) {
      this.#received = received;
      return undefined;
    }
    this.#received = emptyBuffer;
    const head = received.toString('latin1', 0, headEnd);
    this.#answer = { status: Number(head.slice(9, 12)), closes: /\r\nconnection: *close/i.test(head) };
    this.#bytesLeft = lengthOf(head, this.#answer.status);
    const whole = this.#readBody(received.length - headEnd - 4);
    if (whole !== undefined) this.#last = { bytes: received, answer: whole };
    return whole;
  }

  #readBody(bytes: number): SeenAnswer | undefined {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0) throw new Error('more came than one answer');
    if (this.#bytesLeft > 0) return undefined;
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }
}

const emptyBuffer = Buffer.alloc(0);

function lengthOf(head: string, status: number): number {
  if (status === 204) return 0;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a Content-Length: ${head}`);
  return Number(length);
}
