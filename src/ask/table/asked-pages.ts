import type { PageAction, Page, Pages } from '../../admin/pages.ts';
import { apiPath } from '../api-path.ts';
import { openApi } from './openapi.ts';
import type { AskedParts } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { questions } from './questions.ts';

/** The pages of the second listener that answer what commands ask. */
export function askedPages(asked: AskedParts): Pages {
  const pages = new Map<string, Page>();
  for (const question of questions) {
    const { method, role, answer } = question;
    const path = apiPath(question);
    const act: PageAction = (parameters, by) =>
      answer({ ...asked, audit: (change) => asked.audit({ ...change, by: by?.name }) }, parameters);
    pages.set(path, { ...pages.get(path), ...(role && { role }), [method]: act });
  }
  return pages.set(apiPath({ path: '/openapi.json' }), { GET: async () => jsonAnswer(openApi(questions)) });
}
