/** What the second listener answers; text, whatever it is. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: string;
  /** Plain text in UTF-8 where it is left out. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that goes on: lines of text as they come, until its reader leaves, or is sent to ask anew. */
export interface AdminStream {
  readonly contentType: string;
  /**
   * @param write false where the reader is behind: the text was dropped
   * @returns called once when the answer has ended
   */
  readonly follow: (write: (text: string) => boolean) => () => void;
}
