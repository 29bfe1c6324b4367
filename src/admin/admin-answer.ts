/** What the second listener answers; text, whatever it is. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: string;
  /** Plain text in UTF-8 where it is left out. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
