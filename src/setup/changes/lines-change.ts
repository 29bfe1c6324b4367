import { readFileSync } from 'node:fs';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { StartError } from '../../domain/start-error.ts';
import { restoreRights, rightsOf } from '../../host/file-rights.ts';
import type { Deeds, Insertion, LinesChange } from './change.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { mustAnswer } from './must-answer.ts';
import { takeEffect } from './take-effect.ts';

export const linesDeeds: Deeds<LinesChange> = {
  refreshed: async (change) => change,

  remembered: async (change) => change,

  isMade: async ({ path, insertions }) => {
    const text = readFileSync(path, 'latin1');
    return insertions.every((insertion) => text.includes(insertion.text));
  },

  make: async ({ path, insertions, effect, answersAt }) => {
    const before = readFileSync(path, 'latin1');
    await write(
      path,
      insertions.reduce((text, insertion) => inserted(text, insertion, path), before),
    );
    try {
      await takeEffect(effect);
    } catch (error) {
      await write(path, before);
      throw error;
    }
    if (answersAt !== undefined) await mustAnswer('the gateway', answersAt);
  },

  takeBack: async ({ path, insertions, effect, answersAt }) => {
    const now = readFileSync(path, 'latin1');
    await write(
      path,
      insertions.reduce((text, insertion) => text.replace(insertion.text, ''), now),
    );
    await takeEffect(effect);
    if (answersAt === undefined) return [];
    return mustAnswer('the panel', answersAt).then(
      () => [],
      (error: unknown) => [errorText(error)],
    );
  },
};

function inserted(text: string, { behind, text: lines }: Insertion, path: string): string {
  if (text.includes(lines)) return text;
  if (behind === undefined) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${lines}`;
  const match = new RegExp(behind, 'm').exec(text);
  if (match === null) throw new StartError('EHOST', `${path} has no line of the form /${behind}/, behind which lines are to go`);
  const end = match.index + match[0].length;
  return `${text.slice(0, end)}${lines}${text.slice(end)}`;
}

async function write(path: string, text: string): Promise<void> {
  if (text === readFileSync(path, 'latin1')) return;
  const rights = await rightsOf(path);
  await replaceFile(path, { content: Buffer.from(text, 'latin1'), mode: rights.mode, owner: rights });
  await restoreRights(path, rights);
}
