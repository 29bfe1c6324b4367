import { authSection } from './auth-section.ts';
import { clientsSection } from './clients-section.ts';
import { inheritable } from '../setting/inheritable.ts';
import { limitsSection } from './limits-section.ts';
import { reportSettings } from './report-settings.ts';

/** The sections that stand at the top level for all panels, and again in a panel with what differs there. */
export const inheritedSections = inheritable({
  clients: clientsSection,
  auth: authSection,
  limits: limitsSection,
  ...reportSettings,
});

/** What holds for one panel: its own settings, and the top level's wherever it has none. */
export type PanelChoices = ReturnType<typeof inheritedSections.held>;
