import { Pool } from 'undici';

export interface ManyCalls {
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** Sends a call so many times, by turns to each gateway, over connections that stay open. */
export async function manyCalls(
  urls: readonly string[],
  fields: Readonly<Record<string, string>>,
  { times, atOnce }: { readonly times: number; readonly atOnce: number },
): Promise<ManyCalls> {
  const pools = urls.map((url) => new Pool(url, { connections: Math.ceil(atOnce / urls.length) }));
  const body = new URLSearchParams(fields).toString();
  const statuses = new Map<number, number>();
  let sent = 0;
  const client = async (pool: Pool): Promise<void> => {
    while (sent < times) {
      sent += 1;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await pool.request({ path: '/api/', method: 'POST', headers, body });
      await answer.body.dump();
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
    }
  };
  const clients = Array.from({ length: Math.ceil(atOnce / urls.length) }, () => pools.map(client)).flat();
  await Promise.all(clients);
  await Promise.all(pools.map((pool) => pool.close()));
  return { statuses };
}
