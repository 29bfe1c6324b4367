import { existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { StartError } from '../../domain/start-error.ts';
import { restoreRights, rightsOf } from '../../host/file-rights.ts';
import type { Deeds, Insertion, LinesChange } from './change.ts';
import { mustAnswer, mustNotAnswer } from './must-answer.ts';
import { takeEffect } from './take-effect.ts';

export const linesDeeds: Deeds<LinesChange> = {
  refreshed: async (change) => change,
  remembered: async (change) => change,

  isMade: async ({ path, insertions }) => {
    const text = readFileSync(path, 'latin1');
    return insertions.every((insertion) => patternOf(insertion).test(text));
  },

  make: async ({ path, insertions, effect, switchesApi }) => {
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
    if (switchesApi === true) await mustAnswer('the gateway');
  },

  takeBack: async ({ path, insertions, others = [], effect, switchesApi }) => {
    if (!existsSync(path)) return [`${path} is gone`];
    const now = readFileSync(path, 'latin1');
    await write(path, without(now, insertions));
    await takeEffect(effect).catch(async (error: unknown) => {
      if (others.length === 0) throw error;
      await write(path, without(now, [...insertions, ...others]));
      await takeEffect(effect);
    });
    if (switchesApi === true) await mustNotAnswer('the gateway');
    return [];
  },
};

function without(text: string, insertions: readonly Insertion[]): string {
  return insertions.reduce((rest, insertion) => rest.replaceAll(patternOf(insertion), ''), text);
}

/** The whole line, however somebody has indented it since. */
function patternOf({ text }: Insertion): RegExp {
  return new RegExp(`^[ \\t]*${text.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}[ \\t]*\\n`, 'gm');
}

function inserted(text: string, insertion: Insertion, path: string): string {
  if (patternOf(insertion).test(text)) return text;
  const match = new RegExp(insertion.behind, 'm').exec(text);
  if (match === null)
    throw new StartError('EHOST', `${path} has no line of the form /${insertion.behind}/, behind which lines are to go`);
  const end = match.index + match[0].length;
  return `${text.slice(0, end)}${insertion.text}${text.slice(end)}`;
}

async function write(path: string, text: string): Promise<void> {
  if (text === readFileSync(path, 'latin1')) return;
  const rights = await rightsOf(path);
  await replaceFile(path, { content: Buffer.from(text, 'latin1'), mode: rights.mode, owner: rights });
  await restoreRights(path, rights);
}
