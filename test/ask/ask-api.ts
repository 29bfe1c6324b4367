import { type AdminReply, ask, withToken } from '../admin/start-admin.ts';

/** Asks with the token; the parameters, which stand here behind a `?`, travel as the method wants them. */
export function askApi(
  where: string,
  method: string,
  question: string,
  headers: Readonly<Record<string, string>> = withToken.headers,
): Promise<AdminReply> {
  const [path = '', query = ''] = question.split('?');
  if (method === 'GET') return ask(where, `/api/v1${question}`, { headers });
  const body = JSON.stringify(Object.fromEntries(new URLSearchParams(query)));
  return ask(where, `/api/v1${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, body });
}
