import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationSchema } from '../../src/config/shape/configuration-schema.ts';
import { exitCode } from '../../src/terminal/exit-code.ts';
import { readConfiguration } from './read-configuration.ts';
import { settingsIn } from './settings-in.ts';

const manual = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const settings = settingsIn(configurationSchema());

/** The rows of a chapter's table, each a list of its cells without the marks of code. */
function rowsOf(chapter: string): string[][] {
  const text = manual.split(/^## /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

test('every store that the manual shows can be used', () => {
  const examples = [...manual.matchAll(/^```yaml\n([^`]*)^```$/gm)].map(([, text = '']): object => parse(text));

  expect(examples.map((example) => readConfiguration(example).redis?.at.kind)).toEqual(['single', 'sentinel', 'socket']);
});

describe("the manual's table of settings", () => {
  test('has every setting with its default, and no other', () => {
    const rows = rowsOf('Settings').map(([path, , defaultText]) => `${path} = ${defaultText}`);

    expect(rows.toSorted()).toEqual(settings.map(({ path, defaultText }) => `${path} = ${defaultText}`).toSorted());
  });

  test('has a type and a meaning for each', () => {
    expect(rowsOf('Settings').filter(([, type = '', , meaning = '']) => type.length < 3 || meaning.length < 5)).toEqual([]);
  });

  test('has every exit code', () => {
    const codes = rowsOf('Exit codes of `hearthgate`').flatMap(([cell = '']) => cell.split(', ').map(Number));

    expect(codes.toSorted((a, b) => a - b)).toEqual([...new Set(Object.values(exitCode)), 130, 143].toSorted((a, b) => a - b));
  });
});
