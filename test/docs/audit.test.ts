import { describe, expect, it } from 'vitest';
import { recordForms, sealForms } from '../observe/audit/record-forms.ts';
import { readProjectFile } from '../support/source-files.ts';

const manual = readProjectFile('docs/audit.md');
const events = ['sent', 'answered', 'refused', 'folded', 'banned', 'unbanned', 'opened', 'closed'] as const;
const eventsOfChain = ['started', 'stopped', 'lost'] as const;

/** The rows of a chapter's table, each a list of its cells without the marks of code; the first one is its head. */
function tableOf(chapter: string): string[][] {
  const text = manual.split(/^## /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  const lines = text.split('\n').filter((line) => line.startsWith('|') && !/^\|[ :-]*-/.test(line));
  return lines.map((line) => cellsOf(line).map((cell) => cell.replace(/^`(.*)`$/, '$1')));
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Whether a line of the event has the field, as the manual writes it. */
function presence(event: keyof typeof recordForms, field: string): string {
  const [, [word] = ['']] = Object.entries(recordForms[event]).find(([name]) => name === field) ?? [];
  return word ?? '';
}

describe('the manual of the audit log', () => {
  const [head, ...rows] = tableOf('Fields');

  it('has every event, and no other', () => {
    const [, ...eventRows] = tableOf('Events');
    expect(eventRows.map(([event]) => event)).toEqual(Object.keys(recordForms));
  });

  it('has every field once, and no other', () => {
    const fields = new Set(events.flatMap((event) => Object.keys(recordForms[event])));
    expect(new Set(rows.map(([field]) => field))).toEqual(fields);
    expect(rows).toHaveLength(fields.size);
  });

  it.each(rows)('says which lines have the field %s', (field = '', ...cells) => {
    expect(head?.slice(1, 9)).toEqual(events);
    expect(cells.slice(0, 8)).toEqual(events.map((event) => presence(event, field)));
  });

  it('says which lines of the chain have which fields', () => {
    const [headOfChain, ...rowsOfChain] = tableOf('The chain');
    expect(headOfChain?.slice(1, 4)).toEqual(eventsOfChain);
    const own = new Set(eventsOfChain.flatMap((event) => Object.keys(recordForms[event])));
    const fields = [...own].filter((field) => field !== 'time' && field !== 'event');
    const wanted = fields.map((field) => [field].concat(eventsOfChain.map((event) => presence(event, field))));
    const seals = Object.keys(sealForms).map((field) => [field, 'always', 'always', 'always']);
    expect(rowsOfChain.map((cells) => cells.slice(0, 4))).toEqual(wanted.concat(seals));
  });

  it('has a meaning for each field and event', () => {
    const meanings = [...rows.map((row) => row[9]), ...tableOf('Events').map(([, meaning]) => meaning)];
    expect(meanings.filter((meaning) => (meaning ?? '').length < 4)).toEqual([]);
  });
});
