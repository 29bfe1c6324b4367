import type { ConfigurationReading, SettingChange } from '../domain/gateway/configuration-control.ts';
import { changeText } from '../domain/text/change-text.ts';
import { fieldsOf, itemsOf, textOf } from '../domain/text/json-fields.ts';
import { wrapText } from '../terminal/wrap-text.ts';

/** What a gateway answered about its configuration. */
export function readingOf(answer: unknown): ConfigurationReading {
  const { changes, faults } = fieldsOf(answer);
  return { changes: itemsOf(changes).map(changeOf), faults: itemsOf(faults).map(textOf) };
}

function changeOf(answer: unknown): SettingChange {
  const { setting, change, needsRestart } = fieldsOf(answer);
  return { setting: textOf(setting), change: textOf(change), needsRestart: needsRestart === true };
}

export function changeLines(changes: readonly SettingChange[]): string {
  return linesOf(changes.map(changeText));
}

/** With what needs a restart marked so. */
export function markedLines(changes: readonly SettingChange[]): string {
  return linesOf(changes.map((change) => `${changeText(change)}${change.needsRestart ? ' (needs a restart)' : ''}`));
}

export function faultLines(faults: readonly string[]): string {
  return linesOf(faults);
}

function linesOf(texts: readonly string[]): string {
  return texts
    .flatMap((text) => wrapText(text, 2))
    .map((line) => `${line}\n`)
    .join('');
}
