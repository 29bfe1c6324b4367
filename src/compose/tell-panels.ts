import type { Log } from '../domain/log.ts';
import type { OpenPanel } from './open-panel.ts';
import { startLine } from './start-line.ts';

/** Tells the log what was found at each panel, in one line. */
export function tellPanels(panels: readonly OpenPanel[], urls: readonly string[], log: Log): void {
  for (const panel of panels) {
    const { level, text } = startLine(panel, urls);
    log[level](text);
  }
}
