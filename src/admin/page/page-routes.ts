import type { RecordAdministration } from '../../domain/gateway/administration.ts';
import type { PageSessions } from './page-sessions.ts';
import type { AdminAnswer } from '../route/admin-answer.ts';
import type { AdminCaller } from '../route/admin-caller.ts';
import type { Route, Routes } from '../route/route.ts';
import type { PageFiles } from './page-files.ts';

/** Where a code is exchanged, as everybody may try, and a session ends. */
export const sessionPath = '/page/session';

interface SessionParts {
  readonly sessions: PageSessions;
  /** A session is over; its token is good no longer. */
  readonly ended: (id: number) => void;
  readonly audit: RecordAdministration;
}

/** @param files undefined: this program has no page */
export function pageRoutes(files: PageFiles | undefined, parts: SessionParts): Routes {
  const routes = new Map<string, Route>(
    [...(files ?? [])].map(([path, answer]) => [path, { role: 'metrics', GET: () => Promise.resolve(answer) }]),
  );
  return routes.set(sessionPath, {
    role: 'metrics',
    POST: (parameters) => Promise.resolve(exchange(parameters, parts)),
    DELETE: (_, by) => Promise.resolve(end(by, parts)),
  });
}

function exchange(parameters: URLSearchParams, { sessions, audit }: SessionParts): AdminAnswer {
  const session = sessions.exchange(parameters.get('code') ?? '');
  if (session === undefined) return noSuchCode;
  audit({ by: session.name, event: 'opened', role: session.role });
  return json(session);
}

function end(by: AdminCaller | undefined, { sessions, ended, audit }: SessionParts): AdminAnswer {
  const id = by?.session?.id;
  if (by === undefined || id === undefined) return noSession;
  sessions.end(id);
  ended(id);
  audit({ by: by.name, event: 'closed' });
  return json({ ended: by.name });
}

function json(fields: object): AdminAnswer {
  return { status: 200, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(fields)}\n` };
}

const noSuchCode: AdminAnswer = {
  status: 403,
  body: 'This address was used, or its minute is over: run hearthgate page for another\n',
};

const noSession: AdminAnswer = {
  status: 401,
  body: 'There is no such session of the page: it has ended, or what was shown is a token of a file, which a reload ends\n',
  headers: { 'www-authenticate': 'Bearer realm="hearthgate"' },
};
