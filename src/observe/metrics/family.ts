/** A metric with all its series. */
export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** A counter's ends in `_total`. */
  readonly name: string;
  readonly help: string;
  /** Asked once at each reading. Others may go on between two of its steps; a step without a series is undefined. */
  readonly series: () => Iterable<Series | undefined>;
}

export interface Series {
  /** Of a histogram's series alone. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** A request that was counted here, where one is to be shown. */
  readonly exemplar?: Exemplar | undefined;
}

export interface Exemplar {
  readonly requestId: string;
  /** What it added to the metric: seconds, or 1. */
  readonly value: number;
}
