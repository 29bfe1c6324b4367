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

/** Those whose names are new. */
export function newAmong(panels: readonly OpenPanel[], before: readonly OpenPanel[]): readonly OpenPanel[] {
  const known = new Set(before.map(({ settings }) => settings.name));
  return panels.filter(({ settings }) => !known.has(settings.name));
}
