import type { GatewayStatus, PanelStatus } from '../../domain/gateway/gateway-status.ts';
import type { PartReading, Sample } from '../../domain/status-part.ts';

/** A metric that is read from the status of the whole gateway. */
export interface Reading extends Omit<PartReading, 'read'> {
  readonly read: (status: GatewayStatus) => readonly Sample[];
}

/** One sample of a panel for each value of a label. */
export function samplesBy(label: string, panel: string, values: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(values).map(([text, value]) => ({ labels: { panel, [label]: text }, value }));
}

/** One sample for each panel that has the value. */
export function ofPanels(valueOf: (panel: PanelStatus) => number | undefined): Reading['read'] {
  return ({ panels }) =>
    panels.flatMap((panel) => {
      const value = valueOf(panel);
      return value === undefined ? [] : [{ labels: { panel: panel.name }, value }];
    });
}
