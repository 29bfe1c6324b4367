/** Which call is to be explained. There is no secret in it: that of the key is taken to be right. */
export interface ExplainedCall {
  readonly from: string;
  readonly key: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** A request as its client sends it: the secret in it is compared. */
export interface ExplainedRequest {
  readonly from: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** A call of which a line of the audit log tells: its arguments are not known, but for the one that names the user. */
export interface RecordedCall extends Omit<ExplainedCall, 'args'> {
  readonly argCount: number;
  readonly userArg: string | undefined;
}

export interface ExplainQuestion {
  /** Undefined: the panel that answers to the host, or the default one. */
  readonly panel: string | undefined;
  readonly host: string | undefined;
  readonly asked: ExplainedCall | ExplainedRequest | RecordedCall;
}

/** Explains calls by what the running gateway knows. Counts nothing. */
export interface ExplainControl {
  /** @returns an explanation, as JSON; undefined: there is no such panel */
  readonly explain: (question: ExplainQuestion) => Promise<object | undefined>;
}
