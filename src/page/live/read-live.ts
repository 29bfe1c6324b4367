import { RefusedError } from '../ask/ask.ts';

export interface LiveRead {
  readonly token: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The gateway has begun to tell. */
  readonly opened: () => void;
  /** Each line of the stream, as JSON; one comes each second at least. */
  readonly line: (record: unknown) => void;
}

/**
 * Reads decisions as they come, until the stream ends.
 *
 * @throws RefusedError, or another error where the connection is lost
 */
export async function readLive({ token, filter, signal, opened, line }: LiveRead): Promise<void> {
  const response = await fetch(`/api/v1/live?${new URLSearchParams(filter).toString()}`, {
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
    signal,
  });
  if (!response.ok || response.body === null) throw new RefusedError(response.status, await response.text());
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let begun = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (begun + value).split('\n');
    begun = lines.pop() ?? '';
    for (const text of lines) line(JSON.parse(text));
  }
}
