import { boundText } from './bound-text.ts';
import type { Family, Series } from './family.ts';

export interface DurationTallyOptions {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  /** Upper bounds in seconds, in ascending order. */
  readonly buckets: readonly number[];
  /** So many values of the label have series of their own; all others are counted under `other`. */
  readonly maxValues: number;
}

/** A histogram of durations, some series for each value of its label. */
export interface DurationTally {
  /** Counts one more duration under this label, of a request that may be shown as an exemplar. */
  readonly count: (label: string, seconds: number, requestId: string) => void;
  readonly family: Family;
}

interface Counts {
  /** Of each bucket alone; the last one is for what is longer than all bounds. */
  readonly inBuckets: number[];
  /** The last request of each bucket. */
  readonly requestIds: string[];
  readonly seconds: number[];
  count: number;
  sum: number;
}

/** prom-client checks and joins labels at each observation, which costs 18 times as much as counting here. */
export function createDurationTally({ name, help, label, buckets, maxValues }: DurationTallyOptions): DurationTally {
  const counts = new Map<string, Counts>();
  const bounds = [...buckets, Number.POSITIVE_INFINITY];
  const boundTexts = bounds.map(boundText);

  function countsOf(value: string): Counts {
    const found = counts.get(value);
    if (found !== undefined) return found;
    if (counts.size >= maxValues && value !== 'other') return countsOf('other');
    const begun = {
      inBuckets: bounds.map(() => 0),
      requestIds: bounds.map(() => ''),
      seconds: bounds.map(() => 0),
      count: 0,
      sum: 0,
    };
    counts.set(value, begun);
    return begun;
  }

  function* series(): Generator<Series> {
    for (const [value, counted] of counts) yield* seriesOf(value, counted);
  }

  /** Made in one step: what others count meanwhile is in all series of a value, or in none. */
  function seriesOf(value: string, { inBuckets, requestIds, seconds, count, sum }: Counts): readonly Series[] {
    let upTo = 0;
    const bounded = boundTexts.map((le, bucket): Series => {
      upTo += inBuckets[bucket] ?? 0;
      const requestId = requestIds[bucket] ?? '';
      const exemplar = requestId === '' ? undefined : { requestId, value: seconds[bucket] ?? 0 };
      return { suffix: '_bucket', labels: { le, [label]: value }, value: upTo, exemplar };
    });
    const labels = { [label]: value };
    return [...bounded, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: count }];
  }

  return {
    count: (value, seconds, requestId) => {
      const counted = countsOf(value);
      const bucket = bucketOf(buckets, seconds);
      counted.inBuckets[bucket] = (counted.inBuckets[bucket] ?? 0) + 1;
      counted.requestIds[bucket] = requestId;
      counted.seconds[bucket] = seconds;
      counted.count += 1;
      counted.sum += seconds;
    },
    family: { type: 'histogram', name, help, series },
  };
}

function bucketOf(buckets: readonly number[], seconds: number): number {
  let bucket = 0;
  while (bucket < buckets.length && seconds > (buckets[bucket] ?? 0)) bucket += 1;
  return bucket;
}
