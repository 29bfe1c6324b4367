import { Counter, type Registry } from 'prom-client';

export interface TallyText {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly [string, string, string];
}

/** Counts one more under these three labels, in their order. */
export type Tally = (first: string, second: string, third: string) => void;

/** Counts for prom-client, which builds a text at each call: here counting builds none, and the texts are built when they are read. */
export function createTally(registry: Registry, { name, help, labels }: TallyText): Tally {
  const counts = new Map<string, Map<string, Map<string, number>>>();
  const [one, two, three] = labels;
  registry.registerMetric(
    new Counter({
      name,
      help,
      labelNames: labels,
      registers: [],
      collect() {
        this.reset();
        for (const [first, branch] of counts) {
          for (const [second, leaves] of branch) {
            for (const [third, count] of leaves) this.inc({ [one]: first, [two]: second, [three]: third }, count);
          }
        }
      },
    }),
  );
  return (first, second, third) => {
    const leaves = branchOf(branchOf(counts, first), second);
    leaves.set(third, (leaves.get(third) ?? 0) + 1);
  };
}

function branchOf<Value>(tree: Map<string, Map<string, Value>>, label: string): Map<string, Value> {
  const found = tree.get(label);
  if (found !== undefined) return found;
  const branch = new Map<string, Value>();
  tree.set(label, branch);
  return branch;
}
