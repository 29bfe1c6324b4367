const digitAt = 'HTTP/1.1 '.length;
const statusEnd = digitAt + 3;
const headEnd = '\r\n\r\n';
const maxHeadBytes = 16_384;

export type Interim =
  /** Nothing of it is an interim answer; these bytes are the beginning of the answer itself. */
  | { readonly kind: 'answer'; readonly bytes: Buffer }
  /** More bytes are needed to tell. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'fault'; readonly fault: string };

/**
 * Takes interim answers (100, 102, 103 …) from the beginning of what a panel sends. A client has to read and may ignore them, asked or unasked
 * (RFC 9110, section 15.2). 101 is none of them: it ends HTTP.
 */
export class InterimAnswers {
  /** Of a head that has not come in whole. */
  #begun: Buffer | undefined;

  /** Bytes of something that is no whole interim answer have come. */
  get hasBegun(): boolean {
    return this.#begun !== undefined;
  }

  reset(): void {
    this.#begun = undefined;
  }

  take(piece: Buffer): Interim {
    let bytes = this.#begun === undefined ? piece : Buffer.concat([this.#begun, piece]);
    this.#begun = undefined;
    while (isInterim(bytes)) {
      const end = bytes.indexOf(headEnd);
      if (end === -1) break;
      if (hasBareLineEnd(bytes.subarray(0, end)))
        return { kind: 'fault', fault: 'an interim answer has lines that do not end in CRLF' };
      bytes = bytes.subarray(end + headEnd.length);
    }
    if (bytes.length >= statusEnd && !isInterim(bytes)) return { kind: 'answer', bytes };
    if (bytes.length > maxHeadBytes)
      return { kind: 'fault', fault: `the head of an interim answer has more than ${maxHeadBytes} bytes` };
    if (bytes.length > 0) this.#begun = Buffer.from(bytes);
    return { kind: 'unfinished' };
  }
}

function isInterim(bytes: Buffer): boolean {
  if (bytes[digitAt] !== 0x31) return false;
  return /^HTTP\/1\.[01] 1(?!01)\d\d/.test(bytes.toString('latin1', 0, statusEnd));
}

function hasBareLineEnd(head: Buffer): boolean {
  return /(?<!\r)\n|\r(?!\n)/.test(head.toString('latin1'));
}
