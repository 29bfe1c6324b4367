import { setImmediate as othersFirst } from 'node:timers/promises';
import type { AdminAnswer } from '../admin/route/admin-answer.ts';
import { printableJson } from '../domain/text/printable.ts';

/** Of a list that is written in one turn of the event loop. */
const itemsInTurn = 500;

/** What a gateway answers to a command: JSON on one line. A long list in it is written in several turns of the event loop. */
export async function jsonAnswer(content: object): Promise<AdminAnswer> {
  const fields: string[] = [];
  for (const [name, value] of Object.entries(content)) {
    const text = Array.isArray(value) ? await listText(value) : textOf(value);
    if (text !== undefined) fields.push(`${JSON.stringify(name)}:${text}`);
  }
  return { status: 200, body: `{${fields.join(',')}}\n`, contentType: 'application/json; charset=utf-8' };
}

async function listText(list: readonly unknown[]): Promise<string> {
  const slices: string[] = [];
  for (let from = 0; from < list.length; from += itemsInTurn) {
    if (from > 0) await othersFirst();
    slices.push(textOf(list.slice(from, from + itemsInTurn))?.slice(1, -1) ?? '');
  }
  return `[${slices.join(',')}]`;
}

/** Undefined: JSON has no word for it. */
function textOf(value: unknown): string | undefined {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? undefined : printableJson(text);
}
