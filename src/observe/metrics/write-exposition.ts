import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Exemplar, Family, Series } from './family.ts';

/** `text` is version 0.0.4 of Prometheus' own format, which knows no exemplars. */
export type ExpositionFormat = 'text' | 'openmetrics';

export const contentTypes: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** Some tenths of a millisecond: calls that came meanwhile wait no longer. */
const stepsPerTurn = 250;

/** Writes metrics, and lets others go on between two of them, and within long ones. */
export async function writeExposition(families: Iterable<Family>, format: ExpositionFormat): Promise<string> {
  const texts: string[] = [];
  for (const family of families) {
    texts.push(await familyText(family, format));
    await othersFirst();
  }
  return format === 'openmetrics' ? `${texts.join('\n')}\n# EOF\n` : `${texts.join('\n\n')}\n`;
}

async function familyText(family: Family, format: ExpositionFormat): Promise<string> {
  const { name, help, type } = family;
  // There the ending belongs to the series alone.
  const told = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  const lines = [`# HELP ${told} ${escapedHelp(help, format)}`, `# TYPE ${told} ${type}`];
  let steps = 0;
  for (const series of family.series()) {
    if (series !== undefined) lines.push(lineOf(name, series, format));
    steps += 1;
    if (steps % stepsPerTurn === 0) await othersFirst();
  }
  return lines.join('\n');
}

function lineOf(name: string, { suffix, labels, value, exemplar }: Series, format: ExpositionFormat): string {
  const line = `${name}${suffix ?? ''}${labelsText(labels)} ${numberText(value)}`;
  return exemplar === undefined || format === 'text' ? line : `${line} # ${exemplarText(exemplar)}`;
}

/** Without a time, which is optional: that of the scrape is near enough, and the audit log has the request's own. */
function exemplarText({ requestId, value }: Exemplar): string {
  return `${labelsText({ request_id: requestId })} ${numberText(value)}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  let text = '';
  for (const label in labels) text += `${text === '' ? '' : ','}${label}="${escaped(labels[label] ?? '')}"`;
  return text === '' ? '' : `{${text}}`;
}

function escaped(value: string): string {
  return /[\\"\n]/.test(value) ? escapedHelp(value, 'openmetrics') : value;
}

/** Prometheus' own format takes a quotation mark in a help text as it is. */
function escapedHelp(text: string, format: ExpositionFormat): string {
  const special = format === 'openmetrics' ? /[\\"\n]/g : /[\\\n]/g;
  return text.replaceAll(special, (one) => (one === '\n' ? '\\n' : `\\${one}`));
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
