import type { AdminAnswer } from '../../admin/admin-answer.ts';
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
    const { method, role, contract, answer } = question;
    const path = apiPath(question);
    const known = Object.keys(contract.parameters);
    const act: PageAction = async (parameters, by) => {
      const isMisspelt = [...parameters.keys()].some((name) => !known.includes(name));
      return isMisspelt
        ? unknownParameter(known)
        : answer({ ...asked, audit: (change) => asked.audit({ ...change, by: by?.name }) }, parameters);
    };
    pages.set(path, { ...pages.get(path), ...(role && { role }), [method]: act });
  }
  return pages.set(apiPath({ path: '/openapi.json' }), { GET: async () => jsonAnswer(openApi(questions)) });
}

/** A misspelt one that is passed over would change more than was asked for, such as the bans of every panel. */
function unknownParameter(known: readonly string[]): AdminAnswer {
  const words = known.length === 0 ? 'takes no parameters' : `takes the parameters ${known.join(', ')}`;
  return { status: 400, body: `this ${words}, each by its whole name\n` };
}
