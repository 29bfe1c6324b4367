import type { z } from 'zod';
import type { panelSection } from '../sections/panel-section.ts';
import type { SectionFault } from '../setting/section.ts';
import { isMapping } from '../text/is-mapping.ts';

/** A panel's settings, or those of the top level; any may have faults of its own. */
interface Reporting {
  readonly mode?: unknown;
  readonly report?: unknown;
  readonly reportUntil?: unknown;
  readonly clients?: unknown;
}

/** Report-only has an end, and for the list of clients another list is enforced meanwhile. */
export function judgeReport(all: Reporting, panels: readonly z.output<typeof panelSection>[], fault: SectionFault): void {
  const faults = new Set<string>();
  const once: SectionFault = (at, text) => {
    if (faults.has(at.join('.'))) return;
    faults.add(at.join('.'));
    fault(at, text);
  };
  for (const [index, own] of panels.entries())
    judgePanel(all, own, (isOwn, key, text) => once(isOwn ? ['panels', index, key] : [key], text));
}

type PanelFault = (isOwn: boolean, key: 'report' | 'reportUntil', text: string) => void;

function judgePanel(all: Reporting, own: Reporting, fault: PanelFault): void {
  const mode = own.mode ?? all.mode;
  const report = own.report ?? all.report;
  const reasons: readonly unknown[] = Array.isArray(report) ? report : [];
  const isOwn = own.mode !== undefined || own.report !== undefined;
  if ((mode === 'report' || reasons.length > 0) && (own.reportUntil ?? all.reportUntil) === undefined)
    fault(isOwn, 'reportUntil', 'expected the day on which reporting ends and everything is enforced, found nothing');
  if (reasons.includes('address_not_allowed') && beforeIn(own.clients) === undefined && beforeIn(all.clients) === undefined)
    fault(
      own.report !== undefined,
      'report',
      'address_not_allowed goes with clients.before, the list of clients that is enforced meanwhile',
    );
}

function beforeIn(clients: unknown): unknown {
  return isMapping(clients) ? clients['before'] : undefined;
}
