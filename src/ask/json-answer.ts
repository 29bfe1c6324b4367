import type { AdminAnswer } from '../admin/admin-answer.ts';
import { printableJson } from '../domain/text/printable.ts';

/** What a gateway answers to a command: JSON on one line. */
export function jsonAnswer(content: object): AdminAnswer {
  return {
    status: 200,
    body: `${printableJson(JSON.stringify(content))}\n`,
    contentType: 'application/json; charset=utf-8',
  };
}
