import { describe, expect, it } from 'vitest';
import { examinations } from '../../src/doctor/examinations.ts';
import { asGoodAsRoot } from '../../src/doctor/keys/as-good-as-root.ts';
import { triedVersions } from '../../src/doctor/panel/tried-versions.ts';
import { readCommandTable } from '../../src/hestia/files/command-table.ts';
import { readProjectFile } from '../support/source-files.ts';

const manual = readProjectFile('docs/doctor.md');

describe('the manual of doctor', () => {
  it('has each part, in the order in which it is told', () => {
    const parts = [...examinations.keys()].flatMap((name) => (name === 'panel' ? ['panel', 'pin'] : [name]));
    expect(rowsOf('Parts').map(([part]) => part)).toEqual(parts);
  });

  it('has each command that is as good as root, and why', () => {
    expect(rowsOf('As good as root')).toEqual([...asGoodAsRoot].map(([command, why]) => [command, why]));
  });

  it('has each version of the panel that was tried', () => {
    expect(rowsOf('Versions of the panel')).toEqual(triedVersions.map(({ version, what }) => [version, what]));
  });
});

it('takes no command for as good as root that the panel does not have', () => {
  const known = readCommandTable();
  expect([...asGoodAsRoot.keys()].filter((name) => name !== 'v-make-tmp-file' && !known.has(name))).toEqual([]);
});

/** The rows of a chapter's table, each a list of its cells, names without the marks of code. */
function rowsOf(chapter: string): string[][] {
  const text = manual.split(/^## /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const cells = line.split('|').slice(1, -1);
    return cells.map((cell, at) => (at === 0 ? cell.replaceAll('`', '') : cell).trim());
  });
}
