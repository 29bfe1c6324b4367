import type { PageSessions } from './page-sessions.ts';
import type { AdminAnswer } from '../route/admin-answer.ts';
import type { Route, Routes } from '../route/route.ts';
import type { PageFiles } from './page-files.ts';

/** Where a code is exchanged, as everybody may try. */
export const sessionPath = '/page/session';

/** @param files undefined: this program has no page */
export function pageRoutes(files: PageFiles | undefined, sessions: PageSessions): Routes {
  const routes = new Map<string, Route>(
    [...(files ?? [])].map(([path, answer]) => [path, { role: 'metrics', GET: () => Promise.resolve(answer) }]),
  );
  return routes.set(sessionPath, { role: 'metrics', POST: (parameters) => Promise.resolve(exchange(parameters, sessions)) });
}

function exchange(parameters: URLSearchParams, sessions: PageSessions): AdminAnswer {
  const session = sessions.exchange(parameters.get('code') ?? '');
  if (session === undefined) return noSuchCode;
  return { status: 200, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(session)}\n` };
}

const noSuchCode: AdminAnswer = {
  status: 403,
  body: 'This address was used, or its minute is over: run hearthgate page for another\n',
};
