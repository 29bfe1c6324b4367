import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';

/** The label of a panel: its configured name, or `none`. */
export class PanelLabels {
  readonly #status: () => GatewayStatus | undefined;
  readonly #configured = new Set<string>();

  constructor(status: () => GatewayStatus | undefined) {
    this.#status = status;
  }

  of(panel: string | undefined): string {
    if (panel === undefined) return 'none';
    if (this.#configured.has(panel)) return panel;
    if (this.#status()?.panels.some(({ name }) => name === panel) !== true) return 'none';
    this.#configured.add(panel);
    return panel;
  }
}
