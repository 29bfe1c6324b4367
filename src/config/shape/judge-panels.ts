import type { z } from 'zod';
import { isMapping } from '../text/is-mapping.ts';
import type { panelSection } from '../sections/panel-section.ts';
import type { SectionFault } from '../setting/section.ts';

type Panel = z.output<typeof panelSection>;

/** The rules about several panels: which Host names belong to which. Panels with faults of their own are checked as far as possible. */
export function judgePanels(panels: readonly Panel[], fault: SectionFault): void {
  if (panels.length === 0) fault(['panels'], 'expected at least one panel, found an empty list');
  const seen: Seen = { names: new Map(), hosts: new Map(), defaultAt: undefined };
  for (const [index, panel] of panels.entries()) {
    if (!isMapping(panel)) continue;
    const at = ['panels', index];
    if (panels.length > 1 && isNowhere(panel))
      fault(at, 'expected hosts, the names under which it is called, or default: true: there is more than one panel');
    judgeName(panel, { index, seen, fault: (key, text) => fault([...at, ...key], text) });
  }
}

interface Seen {
  readonly names: Map<string, number>;
  readonly hosts: Map<string, number>;
  defaultAt: number | undefined;
}

interface Judgement {
  readonly index: number;
  readonly seen: Seen;
  readonly fault: SectionFault;
}

function judgeName(panel: Panel, { index, seen, fault }: Judgement): void {
  const sameName = seen.names.get(panel.name);
  if (sameName === undefined) seen.names.set(panel.name, index);
  else fault(['name'], `${panel.name} is the name of panels[${sameName}], too; give each a name of its own`);

  const hosts = Array.isArray(panel.hosts) ? new Set(panel.hosts) : [];
  for (const host of hosts) {
    const sameHost = seen.hosts.get(host);
    if (sameHost === undefined) seen.hosts.set(host, index);
    else fault(['hosts'], `"${host}" is a name of panels[${sameHost}], too; a name leads to one panel`);
  }

  // A value that has a fault of its own is no default.
  if (typeof panel.default !== 'boolean' || !panel.default) return;
  if (seen.defaultAt === undefined) seen.defaultAt = index;
  else fault(['default'], `panels[${seen.defaultAt}] is the default, too; there can be one`);
}

function isNowhere(panel: Panel): boolean {
  return Array.isArray(panel.hosts) && panel.hosts.length === 0 && !panel.default;
}
