/** The gateway answered, and said no: why, in one line. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;

  /** @param text the answer's; what stands between may answer with a page of its own */
  constructor(status: number, text: string) {
    const [line = ''] = text.trim().split('\n');
    super(line === '' || line.startsWith('<') ? `the answer has the status ${status}` : line.slice(0, maxLength));
    this.status = status;
  }
}

const maxLength = 300;

type AskMethod = 'GET' | 'POST' | 'DELETE';

/** Asks the admin API with a token; the parameters travel as the method wants them. */
export type Ask = <Answer>(method: AskMethod, path: string, parameters?: Readonly<Record<string, string>>) => Promise<Answer>;

const patienceMs = 15_000;

/**
 * @returns the answer, as JSON
 * @throws RefusedError, SyntaxError where the answer is no JSON, or another error where the gateway does not answer
 */
export function createAsk(token: string): Ask {
  return async (method, path, parameters = {}) => {
    const hasQuery = method === 'GET' && Object.keys(parameters).length > 0;
    const query = hasQuery ? `?${new URLSearchParams(parameters).toString()}` : '';
    return send(`/api/v1${path}${query}`, {
      method,
      headers: { ...bearer(token), ...(method !== 'GET' && json) },
      ...(method !== 'GET' && { body: JSON.stringify(parameters) }),
    });
  };
}

/** The session that a code opens. @throws as `Ask` does */
export function exchangeCode<Answer>(code: string): Promise<Answer> {
  return send(sessionPath, { method: 'POST', headers: json, body: JSON.stringify({ code }) });
}

/** Also where the tab is closed at once. @throws as `Ask` does */
export async function endSession(token: string): Promise<void> {
  await send(sessionPath, { method: 'DELETE', headers: { ...bearer(token), ...json }, body: '{}', keepalive: true });
}

const sessionPath = '/page/session';
const json = { 'content-type': 'application/json' };

function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

async function send<Answer>(path: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(path, { ...request, cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new RefusedError(response.status, await response.text());
  return response.json();
}
