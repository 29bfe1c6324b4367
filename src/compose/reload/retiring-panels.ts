import type { Log } from '../../domain/log.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { InForceReference } from '../in-force-reference.ts';
import type { OpenLimits } from '../open/open-limits.ts';
import type { OpenPanel } from '../open-panel.ts';
import { retirePanel } from './prepare-panels.ts';

interface RetiringParts {
  readonly reference: InForceReference;
  readonly limits: Pick<OpenLimits, 'drop'>;
  readonly log: Log;
}

/** Parts that are not in force any more, until the last call that uses them has ended. */
export class RetiringPanels {
  readonly #parts: RetiringParts;
  readonly #retiring = new Set<Promise<void>>();

  constructor(parts: RetiringParts) {
    this.#parts = parts;
  }

  /** Others are in force than these, or these with other parts. It is not waited for: a call may take ten minutes. */
  retire(before: readonly OpenPanel[]): void {
    for (const panel of before) {
      const retired = this.#retire(panel).finally(() => this.#retiring.delete(retired));
      this.#retiring.add(retired);
    }
  }

  /** Never rejects. */
  async #retire(panel: OpenPanel): Promise<void> {
    const { reference, limits, log } = this.#parts;
    const { name } = panel.settings;
    try {
      await retirePanel(panel, reference.current.panelNamed(name));
    } catch (error) {
      log.error(`panel ${name}: its previous connections could not be closed`, { error: errorText(error) });
    }
    // It may have come back meanwhile.
    if (reference.current.panelNamed(name) === undefined) limits.drop(name);
  }

  /** Resolves when nothing is left of those that retire now. */
  async all(): Promise<void> {
    await Promise.all(this.#retiring);
  }
}
