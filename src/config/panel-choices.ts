import { authSection } from './auth-section.ts';
import { clientsSection } from './clients-section.ts';
import type { Configuration } from './configuration-shape.ts';
import { limitsSection } from './limits-section.ts';

/** What holds for one panel: its own settings, and the top level's wherever it has none. */
export type PanelChoices = ReturnType<typeof panelChoices>;

export function panelChoices(panel: Configuration['panels'][number], { clients, auth, limits }: Configuration) {
  return {
    clients: clientsSection.held(clients, panel.clients),
    auth: authSection.held(auth, panel.auth),
    limits: limitsSection.held(limits, panel.limits),
  };
}
