/** The gateway answered, and said no: why, in one line. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;

  constructor(status: number, text: string) {
    super(text.trim());
    this.status = status;
  }
}

type AskMethod = 'GET' | 'POST' | 'DELETE';

/** Asks the admin API with a token; the parameters travel as the method wants them. */
export type Ask = <Answer>(method: AskMethod, path: string, parameters?: Readonly<Record<string, string>>) => Promise<Answer>;

const patienceMs = 15_000;

/**
 * @returns the answer, as JSON
 * @throws RefusedError, or another error where the gateway does not answer
 */
export function createAsk(token: string): Ask {
  return async (method, path, parameters = {}) => {
    const query = method === 'GET' ? `?${new URLSearchParams(parameters).toString()}` : '';
    return send(`/api/v1${path}${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(method !== 'GET' && json) },
      ...(method !== 'GET' && { body: JSON.stringify(parameters) }),
    });
  };
}

/** The session that a code opens. @throws as `Ask` does */
export function exchangeCode<Answer>(code: string): Promise<Answer> {
  return send('/page/session', { method: 'POST', headers: json, body: JSON.stringify({ code }) });
}

const json = { 'content-type': 'application/json' };

async function send<Answer>(path: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(path, { ...request, cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new RefusedError(response.status, await response.text());
  return response.json();
}
