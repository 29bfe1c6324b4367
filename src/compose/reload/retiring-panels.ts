import type { InForceReference } from '../in-force-reference.ts';
import type { OpenLimits } from '../open/open-limits.ts';
import type { OpenPanel } from '../open-panel.ts';
import { retirePanel } from './prepare-panels.ts';

/** What is not in force any more, until the last call over it has ended. */
export class RetiringPanels {
  readonly #reference: InForceReference;
  readonly #limits: Pick<OpenLimits, 'drop'>;
  readonly #retiring = new Set<Promise<void>>();

  constructor(reference: InForceReference, limits: Pick<OpenLimits, 'drop'>) {
    this.#reference = reference;
    this.#limits = limits;
  }

  /** How many there are. */
  get count(): number {
    return this.#retiring.size;
  }

  /** Others are in force than these, or these with other parts. Nobody waits for it: a call may take ten minutes. */
  retire(before: readonly OpenPanel[]): void {
    for (const panel of before) {
      const { name } = panel.settings;
      const retired = retirePanel(panel, this.#reference.current.panelNamed(name)).finally(() => {
        this.#retiring.delete(retired);
        if (this.#reference.current.panelNamed(name) === undefined) this.#limits.drop(name);
      });
      this.#retiring.add(retired);
    }
  }

  /** Resolves when nothing is left of those that retire now. */
  async all(): Promise<void> {
    await Promise.all(this.#retiring);
  }
}
