import type { AdminCaller } from '../../admin/route/admin-caller.ts';
import type { AdminAnswer } from '../../admin/route/admin-answer.ts';
import type { RouteAction, Route, Routes } from '../../admin/route/route.ts';
import { apiPath } from '../api-path.ts';
import { openApi } from './openapi.ts';
import type { GatewayControls } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { questions } from './questions.ts';

/** The routes of the second listener that answer what commands ask. */
export function askedRoutes(asked: GatewayControls): Routes {
  const routes = new Map<string, Route>();
  for (const question of questions) {
    const { method, role, contract, answer } = question;
    const path = apiPath(question);
    const known = Object.keys(contract.parameters);
    // Nobody gets here without a token, or over the socket as a command.
    const act: RouteAction = async (parameters, by = nobody) => {
      const isMisspelt = [...parameters.keys()].some((name) => !known.includes(name));
      return isMisspelt
        ? unknownParameter(known)
        : answer({ ...asked, by, audit: (change) => asked.audit({ ...change, by: by.name }) }, parameters);
    };
    routes.set(path, { ...routes.get(path), ...(role && { role }), [method]: act });
  }
  return routes.set(apiPath({ path: '/openapi.json' }), { GET: async () => jsonAnswer(openApi(questions)) });
}

/** A misspelt one that is passed over would change more than was asked for, such as the bans of every panel. */
function unknownParameter(known: readonly string[]): AdminAnswer {
  const words = known.length === 0 ? 'takes no parameters' : `takes the parameters ${known.join(', ')}`;
  return { status: 400, body: `this ${words}, each by its whole name\n` };
}

const nobody: AdminCaller = { name: 'nobody', role: 'metrics' };
