import type { z } from 'zod';
import type { clientsSection } from './clients-section.ts';
import { isMapping } from './is-mapping.ts';
import type { panelSection } from './panel-section.ts';
import type { SectionFault } from './section.ts';

/** Every panel has a list of clients: that of the top level, or its own. */
export function judgeAllow(
  clients: z.output<typeof clientsSection>,
  panels: readonly z.output<typeof panelSection>[],
  fault: SectionFault,
): void {
  if (clients.allow !== undefined) return;
  const without = [...panels.entries()].filter(([, panel]) => panel.clients === undefined || hasNoList(panel.clients));
  if (without.length === 0 && panels.length > 0) return;
  const missing = 'expected a list of addresses and CIDR ranges, inherit or allow-all, found nothing';
  const names = without.map(([index]) => `panels[${index}]`).join(', ');
  const isPartly = without.length < panels.length;
  fault(['clients', 'allow'], isPartly ? `${missing}, and ${names} without a list of its own` : missing);
}

function hasNoList(clients: unknown): boolean {
  return isMapping(clients) && clients['allow'] === undefined;
}
