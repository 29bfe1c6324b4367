import type { z } from 'zod';
import { isTooLongForBurst, longBurstPerText, maxBurstPerText } from './burst-window.ts';
import { isMapping } from './is-mapping.ts';
import { type limitsSection, shortMaxBanText } from './limits-section.ts';
import type { panelSection } from './panel-section.ts';
import type { SectionFault } from './section.ts';

type Limits = z.output<typeof limitsSection.whole>;
type Panel = z.output<typeof panelSection>;
type PanelLimits = NonNullable<Panel['limits']>;

/** The rules about limits that hold for a panel's own settings together with those that it inherits. */
export function judgeLimits(all: Limits, panels: readonly Panel[], fault: SectionFault): void {
  for (const [index, { limits: own }] of panels.entries()) {
    if (!isMapping(own)) continue;
    const at = ['panels', index, 'limits'];
    for (const name of ['address', 'key', 'refusedCommands'] as const) {
      judgeRate(all[name], own[name], (key, text) => fault([...at, name, ...key], text));
    }
    judgeBans(all.failures, own.failures, (key, text) => fault([...at, 'failures', ...key], text));
  }
}

function judgeRate(all: Limits['key'], own: PanelLimits['key'], fault: SectionFault): void {
  if (!isMapping(all) || !isMapping(own) || (own.perMs === undefined && own.burst === undefined)) return;
  if (!isTooLongForBurst({ perMs: own.perMs ?? all.perMs, burst: own.burst ?? all.burst })) return;
  if (own.perMs !== undefined) fault(['per'], longBurstPerText);
  else
    fault(['burst'], `goes with a per of at most ${maxBurstPerText}, and the inherited one is longer; write a shorter one here`);
}

function judgeBans(all: Limits['failures'], own: PanelLimits['failures'], fault: SectionFault): void {
  if (!isMapping(all) || !isMapping(own)) return;
  const isOver = (own.maxBanMs ?? all.maxBanMs) < (own.banMs ?? all.banMs);
  if (isOver && own.maxBanMs !== undefined) fault(['maxBan'], shortMaxBanText);
  else if (isOver && own.banMs !== undefined)
    fault(['ban'], 'expected no longer than the inherited maxBan; write a longer one here');
}
