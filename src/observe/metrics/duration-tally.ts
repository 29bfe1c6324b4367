import { Histogram, type Registry } from 'prom-client';

export interface DurationTallyText {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  /** Upper bounds in seconds, in ascending order. */
  readonly buckets: readonly number[];
}

/** Counts one more duration under this label. */
export type DurationTally = (label: string, seconds: number) => void;

interface Counts {
  /** Of each bucket alone; the last one is for what is longer than all bounds. */
  readonly inBuckets: number[];
  count: number;
  sum: number;
}

/** A histogram for prom-client, which checks and joins labels at each observation: here they are joined when it is read. */
export function createDurationTally(registry: Registry, text: DurationTallyText): DurationTally {
  const { buckets } = text;
  const counts = new Map<string, Counts>();
  registry.registerMetric(new ReadHistogram(text, counts));
  return (label, seconds) => {
    const counted = counts.get(label) ?? { inBuckets: Array.from({ length: buckets.length + 1 }, () => 0), count: 0, sum: 0 };
    if (counted.count === 0) counts.set(label, counted);
    const bucket = bucketOf(buckets, seconds);
    counted.inBuckets[bucket] = (counted.inBuckets[bucket] ?? 0) + 1;
    counted.count += 1;
    counted.sum += seconds;
  };
}

/** A histogram of prom-client's that takes its values from here. */
class ReadHistogram extends Histogram {
  readonly #text: DurationTallyText;
  readonly #counts: ReadonlyMap<string, Counts>;

  constructor(text: DurationTallyText, counts: ReadonlyMap<string, Counts>) {
    const { name, help, label, buckets } = text;
    super({ name, help, labelNames: [label], buckets: [...buckets], registers: [] });
    this.#text = text;
    this.#counts = counts;
  }

  /** What prom-client asks a histogram for, whatever it writes; its types do not know it. */
  async getForPromString(): Promise<object> {
    const { name, help } = this.#text;
    const values = [...this.#counts].flatMap(([label, counts]) => samplesOf(this.#text, label, counts));
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }
}

interface Sample {
  readonly metricName: string;
  readonly labels: { readonly le?: number | '+Inf' };
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

function samplesOf({ name, label, buckets }: DurationTallyText, told: string, { inBuckets, count, sum }: Counts): Sample[] {
  const sharedLabels = { [label]: told };
  let upTo = 0;
  const bounded = buckets.map((le, bucket) => {
    upTo += inBuckets[bucket] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: upTo };
  });
  return [
    ...bounded,
    { metricName: `${name}_bucket`, labels: { le: '+Inf' }, sharedLabels, value: count },
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
  ];
}

function bucketOf(buckets: readonly number[], seconds: number): number {
  let bucket = 0;
  while (bucket < buckets.length && seconds > (buckets[bucket] ?? 0)) bucket += 1;
  return bucket;
}
