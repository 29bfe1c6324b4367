import { setTimeout as pause } from 'node:timers/promises';
import type { OpenPanel } from '../open-panel.ts';
import type { RetiringPanels } from './retiring-panels.ts';

const closePatienceMs = 1000;

/** Once no call is taken any more. Calls that a panel still works on are not waited for a second time. */
export async function stopPanels(panels: readonly OpenPanel[], retiring: RetiringPanels): Promise<void> {
  for (const { policy } of panels) policy.stop();
  await Promise.all(panels.map(({ state }) => state.stop()));
  await Promise.race([
    Promise.all([...panels.map(({ panel }) => panel.client.close()), retiring.all()]),
    pause(closePatienceMs, undefined, { ref: false }),
  ]);
}
