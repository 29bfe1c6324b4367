import { request } from 'node:http';

/**
 * One value of a gateway's metrics.
 *
 * @param series with its labels, as the gateway writes it
 * @param absent its value where the gateway does not tell it, as it does before it has counted anything; undefined: an error
 */
export async function readMetric(adminSocket: string, series: string, absent?: number): Promise<number> {
  const lines = (await metricsOf(adminSocket)).split('\n');
  const line = lines.find((each) => each.startsWith(`${series} `));
  if (line === undefined && absent !== undefined) return absent;
  if (line === undefined) throw new Error(`the gateway does not tell ${series}`);
  return Number(line.slice(series.length + 1));
}

const patienceMs = 5000;

function metricsOf(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath, path: '/metrics', headers: { host: 'hearthgate.invalid' }, timeout: patienceMs },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve(text));
      },
    );
    asking.once('timeout', () => asking.destroy(new Error(`no metrics within ${patienceMs} ms`)));
    asking.once('error', reject).end();
  });
}
