import { beforeAll, describe, expect, test } from 'vitest';
import { denials } from '../../src/domain/call/denials.ts';
import { readProjectFile } from '../support/source-files.ts';
import { type Family, readExposition } from '../observe/metrics/exposition.ts';
import { metricsOfEverything } from '../observe/metrics/everything.ts';

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
  families = readExposition(await metricsOfEverything());
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
