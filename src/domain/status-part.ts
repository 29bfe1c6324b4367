/** What one part of the gateway shows of itself: on the health page, and in the metrics. */
export interface StatusPart {
  /** Asked whenever the health page is read. It waits for nothing. */
  readonly health?: () => readonly HealthRemark[];
  /** Several parts may have readings of one name, such as one for each panel; they must agree in type, help and labels. */
  readonly readings?: readonly PartReading[];
}

/** What the health page says of a part. Remarks with the same part share its line. */
export interface HealthRemark {
  /** `store`, `state main`, `certificate /etc/gateway.crt`. */
  readonly part: string;
  /** True where calls are not handled as configured: the health page answers 503. */
  readonly isFault: boolean;
  /** What is the matter and what to change, or how the part is. Undefined: ok. */
  readonly words: string | undefined;
}

/** A metric that is asked for when metrics are read. */
export interface PartReading {
  readonly type: 'gauge' | 'counter';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /**
   * False: the sum over panels would say nothing, so that each panel has its sample however many there are. Else those of many panels are told together.
   */
  readonly addsUp?: false;
  readonly read: () => readonly Sample[];
}

export interface Sample {
  /** Values from closed sets only. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
