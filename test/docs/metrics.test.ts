import { stat } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { denials, reportableReasons } from '../../src/domain/call/denials.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import type { CircuitState } from '../../src/domain/gateway/gateway-status.ts';
import type { StatusPart } from '../../src/domain/status-part.ts';
import { createMetrics, type Metrics } from '../../src/observe/metrics/metrics.ts';
import { apiKeyCredential, callWith, passwordCredential } from '../support/facts.ts';
import { until } from '../support/until.ts';
import { readProjectFile } from '../support/source-files.ts';
import { type Family, readExposition } from '../observe/metrics/exposition.ts';
import { answered, refused } from '../observe/metrics/outcomes.ts';
import { partsWithMetrics, poolPartWith, statusWith } from '../observe/metrics/status.ts';

/** What the manual writes in capitals, and what it is in this gateway. */
const placeholders = new Map([
  ['NAME', 'main'],
  ['COMMAND', 'v-list-user'],
  ['FILE', '/etc/gateway.crt'],
  ['VERSION', '1.2.3'],
  ['NODE', 'v20.20.2'],
]);

const manual = readProjectFile('docs/metrics.md');
const reasons = Object.keys(denials);
let families: ReadonlyMap<string, Family>;

beforeAll(async () => {
  families = readExposition(await everything());
});

describe('the manual of metrics', () => {
  test("has the gateway's metrics with their types and labels, and no other", () => {
    const documented = rowsOf('Metrics').map(([name, type, labels = '']) => [name, type, labelNamesIn(labels)]);

    expect(sorted(documented)).toEqual(sorted(told(/^hearthgate_/)));
  });

  test("has Node's metrics with their types and labels, and no other", () => {
    const documented = rowsOf("Node's own").map(([name, type, labels = '']) => [name, type, labelNamesIn(labels)]);

    expect(sorted(documented)).toEqual(sorted(told(/^(?!hearthgate_)/)));
  });

  test.each(rowsOf('Metrics'))('has the values that the labels of %s have', (name = '', _type = '', labels = '') => {
    const documented = labelsIn(labels).map(({ label, values }) => [label, values.toSorted()]);

    expect(documented).toEqual(labelNamesIn(labels).map((label) => [label, valuesOf(name, label)]));
  });

  test('has every reason, and no other', () => {
    expect(rowsOf('Reasons').map(([reason]) => reason)).toEqual(reasons);
  });

  test('has a meaning for each', () => {
    const meanings = ['Metrics', 'Reasons', "Node's own"].flatMap(rowsOf).map((row) => row.at(-1) ?? '');

    expect(meanings.filter((meaning) => meaning.length < 5)).toEqual([]);
  });
});

/** The metrics of a gateway to which everything has happened that has a label of its own. */
async function everything(): Promise<string> {
  const metrics = createMetrics({
    status: () => statusWith({ parts: [...partsWithMetrics, ...circuitsOf(['open', 'half-open'])] }),
    knownCommands: () => new Set(['v-list-user']),
    version: '1.2.3',
    nodeVersion: 'v20.20.2',
  });
  for (const panel of ['main', undefined]) tellAll(metrics, panel);
  await collectionOfGarbage(metrics);
  // A request to the system is in flight all the while the metrics are read.
  let isRead = false;
  const ask = (): void => {
    if (!isRead) stat('/', ask);
  };
  ask();
  const { body } = await metrics.text();
  isRead = true;
  return body;
}

/** Of a circuit breaker, only the state that it is in has a series. */
function circuitsOf(states: readonly CircuitState[]): readonly StatusPart[] {
  return states.map((state) => ({
    readings: (poolPartWith({ circuit: () => state }).readings ?? []).filter(({ name }) => name === 'hearthgate_panel_circuit'),
  }));
}

function tellAll({ ended }: Metrics, panel: string | undefined): void {
  for (const reason of [...reasons, 'none of them']) ended?.(refused(denialOf(reason), { panel }));
  for (let exitCode = 0; exitCode < 300; exitCode += 1) ended?.(answered(String(exitCode), { panel }));
  ended?.(answered(undefined, { panel }));
  for (const reason of reportableReasons) ended?.(answered('0', { panel, wouldRefuse: [reason] }));
  ended?.(answered('0', { panel, call: callWith({ command: 'a-exec' }) }));
  for (const credential of [apiKeyCredential, passwordCredential]) {
    ended?.(answered(undefined, { panel, call: callWith({ credential }) }));
    ended?.(refused({ reason: 'api_disabled' }, { panel, call: callWith({ credential }) }));
  }
}

/** Metrics read the reason alone. */
function denialOf(reason: string): Denial {
  return Object.assign({ reason: 'api_disabled' } as const, { reason });
}

async function collectionOfGarbage(metrics: Metrics): Promise<void> {
  await until(async () => {
    const litter = Array.from({ length: 100_000 }, String);
    return litter.length > 0 && (await metrics.text()).body.includes('nodejs_gc_duration_seconds_count{');
  });
}

/** Name, type and labels of each metric that there is; the bounds of a histogram's buckets are no label of its own. */
function told(name: RegExp): readonly (readonly [string, string, readonly string[]])[] {
  return [...families.values()]
    .filter((family) => name.test(family.name))
    .map((family) => [family.name, family.type, [...(family.samples.at(-1)?.labels.keys() ?? [])]]);
}

function valuesOf(name: string, label: string): string[] {
  const values = families.get(name)?.samples.map(({ labels }) => labels.get(label) ?? '');
  return [...new Set(values)].toSorted();
}

/** The rows of a chapter's table, each a list of its cells; names without the marks of code. */
function rowsOf(chapter: string): string[][] {
  const text = manual.split(/^## /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const cells = line.split('|').slice(1, -1);
    return cells.map((cell, at) => (at === 0 ? cell.replaceAll('`', '') : cell).trim());
  });
}

/** Reads `` `label`: `value`, PLACEHOLDER; `label`: `0` to `9`; `label` ``. */
function labelsIn(cell: string): { readonly label: string; readonly values: readonly string[] }[] {
  if (cell === '') return [];
  return cell.split('; ').map((part) => {
    const [label = '', values = ''] = part.split(': ');
    return { label: label.replaceAll('`', ''), values: values.split(', ').flatMap(valuesIn) };
  });
}

function labelNamesIn(cell: string): string[] {
  return labelsIn(cell).map(({ label }) => label);
}

function valuesIn(text: string): readonly string[] {
  const [, first, last] = /^`(\d+)` to `(\d+)`$/.exec(text) ?? [];
  if (first !== undefined) return Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => String(Number(first) + at));
  if (text === '[reasons](#reasons)') return reasons;
  return [placeholders.get(text) ?? /^`(.+)`$/.exec(text)?.[1] ?? `not readable: ${text}`];
}

function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
