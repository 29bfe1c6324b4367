import type { DecisionFilter, Viewer } from '../../domain/gateway/decisions-control.ts';
import type { Outcome } from '../../domain/gateway/observer.ts';

const tickMs = 1000;
const shownPerTick = 50;

interface Watching {
  readonly filter: DecisionFilter;
  readonly viewer: Viewer;
  /** In this second. */
  shown: number;
  /** Not shown, and not told of so far. */
  notShown: number;
}

/**
 * Tells viewers of decisions as they come: at most 50 a second, and how many there were beyond. Nobody watching costs a look at a number; a
 * line is that of the audit log, so it is written once whatever the number of viewers.
 */
export class LiveDecisions {
  readonly #watching = new Set<Watching>();
  #timer: NodeJS.Timeout | undefined;

  /** @param line undefined: it has none, and is only counted */
  tell(outcome: Outcome, line: string | undefined): void {
    if (this.#watching.size === 0) return;
    const text = `${line}\n`;
    for (const each of this.#watching) {
      if (!isWanted(outcome, each.filter)) continue;
      const isShown = line !== undefined && each.shown < shownPerTick && each.viewer(text);
      if (isShown) each.shown += 1;
      else each.notShown += 1;
    }
  }

  watch(filter: DecisionFilter, viewer: Viewer): () => void {
    const each: Watching = { filter, viewer, shown: 0, notShown: 0 };
    this.#watching.add(each);
    this.#timer ??= setInterval(() => this.tick(), tickMs).unref();
    return () => {
      this.#watching.delete(each);
      if (this.#watching.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** A second has ended. Each viewer is told how many were not shown, also that there were none: so it knows that the gateway is there. */
  tick(): void {
    for (const each of this.#watching) {
      if (each.viewer(`{"notShown":${each.notShown}}\n`)) each.notShown = 0;
      each.shown = 0;
    }
  }
}

function isWanted(outcome: Outcome, { panel, key, addresses, reason }: DecisionFilter): boolean {
  const { keyId, arrival, result, wouldRefuse } = outcome;
  if (panel !== undefined && outcome.panel !== panel) return false;
  if (key !== undefined && keyId !== key) return false;
  if (reason !== undefined) {
    const refused = result.kind === 'refused' ? result.denial.reason : undefined;
    if (![refused, ...(wouldRefuse ?? [])].some((each) => each === reason)) return false;
  }
  const address = arrival.address?.sortable;
  return addresses === undefined || (address !== undefined && addresses.first <= address && address <= addresses.last);
}
