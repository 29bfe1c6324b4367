import type { Family, Series } from './family.ts';

export interface TallyOptions {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly [string, string, string];
  /** So many series come into being; what would begin another one is counted under the values in `beyond`, where there is one. */
  readonly maxSeries: number;
  /** Undefined: the label keeps its value. */
  readonly beyond: readonly [string | undefined, string | undefined, string | undefined];
}

export interface Tally {
  /**
   * Counts one more under these three labels, in their order.
   *
   * @param requestId what OpenMetrics is to show as an exemplar
   */
  readonly count: (values: readonly [string, string, string], requestId?: string) => void;
  readonly family: Family;
}

interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  count: number;
  requestId: string | undefined;
}

type Branches = Map<string, Map<string, Map<string, Counted>>>;

/** Counting builds no text and joins no labels: that is left to those who read. */
export function createTally({ name, help, labels, maxSeries, beyond }: TallyOptions): Tally {
  const branches: Branches = new Map();
  const all: Counted[] = [];
  const [one, two, three] = labels;

  function countedUnder([first, second, third]: readonly [string, string, string]): Counted {
    const found = branches.get(first)?.get(second)?.get(third);
    if (found !== undefined) return found;
    const begun = { labels: { [one]: first, [two]: second, [three]: third }, count: 0, requestId: undefined };
    branchOf(branchOf(branches, first), second).set(third, begun);
    all.push(begun);
    return begun;
  }

  function placeOf(values: readonly [string, string, string]): Counted {
    const [first, second, third] = values;
    const found = branches.get(first)?.get(second)?.get(third);
    if (found !== undefined) return found;
    if (all.length < maxSeries) return countedUnder(values);
    return countedUnder([beyond[0] ?? first, beyond[1] ?? second, beyond[2] ?? third]);
  }

  return {
    count: (values, requestId) => {
      const counted = placeOf(values);
      counted.count += 1;
      counted.requestId = requestId;
    },
    family: {
      type: 'counter',
      name,
      help,
      *series() {
        yield* seriesOf(all);
      },
    },
  };
}

function* seriesOf(all: readonly Counted[]): Generator<Series> {
  for (const { labels, count, requestId } of all) {
    yield { labels, value: count, exemplar: requestId === undefined ? undefined : { requestId, value: 1 } };
  }
}

function branchOf<Value>(tree: Map<string, Map<string, Value>>, label: string): Map<string, Value> {
  const found = tree.get(label);
  if (found !== undefined) return found;
  const branch = new Map<string, Value>();
  tree.set(label, branch);
  return branch;
}
