import type { Act, Page, Pages } from '../../admin/pages.ts';
import { askingLines } from './asking-lines.ts';
import type { AskedParts } from '../gateway-question.ts';
import { explainQuestion } from '../explain-question.ts';
import { apiPath } from '../api-path.ts';

/** The pages of the second listener that answer what commands ask. */
export function askedPages(asked: AskedParts): Pages {
  const pages = new Map<string, Page>();
  for (const question of [...askingLines.map((line) => line.question), explainQuestion]) {
    const { method, role, answer } = question;
    const path = apiPath(question);
    const act: Act = (parameters, by) =>
      answer({ ...asked, audit: (change) => asked.audit({ ...change, by: by?.name }) }, parameters);
    pages.set(path, { ...pages.get(path), ...(role && { role }), [method]: act });
  }
  return pages;
}
