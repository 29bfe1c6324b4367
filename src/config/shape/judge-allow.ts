import type { z } from 'zod';
import type { clientsSection } from '../sections/clients-section.ts';
import { isMapping } from '../text/is-mapping.ts';
import type { panelSection } from '../sections/panel-section.ts';
import type { SectionFault } from '../setting/section.ts';

/** Every panel has a list of clients: that of the top level, or its own. */
export function judgeAllow(
  clients: z.output<typeof clientsSection.whole>,
  panels: readonly z.output<typeof panelSection>[],
  fault: SectionFault,
): void {
  judgeEveryone(clients, (at, text) => fault(['clients', ...at], text));
  for (const [index, panel] of panels.entries()) {
    if (isMapping(panel.clients)) judgeEveryone(panel.clients, (at, text) => fault(['panels', index, 'clients', ...at], text));
  }
  if (clients.allow !== undefined || clients.allowFile !== undefined) return;
  const without = [...panels.entries()].filter(([, panel]) => panel.clients === undefined || hasNoList(panel.clients));
  if (without.length === 0 && panels.length > 0) return;
  const missing = 'expected a list of addresses and CIDR ranges, inherit or allow-all, found nothing';
  const names = without.map(([index]) => `panels[${index}]`).join(', ');
  const isPartly = without.length < panels.length;
  fault(['clients', 'allow'], isPartly ? `${missing}, and ${names} without a list of its own` : missing);
}

function hasNoList(clients: unknown): boolean {
  return isMapping(clients) && clients['allow'] === undefined && clients['allowFile'] === undefined;
}

function judgeEveryone(
  { allow, allowFile }: Pick<z.output<typeof clientsSection.whole>, 'allow' | 'allowFile'>,
  fault: SectionFault,
): void {
  if (allowFile !== undefined && isMapping(allow) && allow['everyone'])
    fault(['allowFile'], 'adds nothing to allow-all; leave out one of them');
}
