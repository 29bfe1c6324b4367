import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../domain/start-error.ts';
import { errorText } from '../../domain/text/error-text.ts';

const patienceMs = 15_000;
const pauseMs = 250;
const timeoutMs = 5000;

/**
 * Asks a port for the API until it is the gateway, or the panel itself, that answers. The request is one that both refuse, and that counts against
 * nobody. After a reload the web server's old processes may still answer for a moment.
 *
 * @throws StartError where somebody else answers, or nobody
 */
export async function mustAnswer(who: 'the gateway' | 'the panel', port: number): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const answered = await whoAnswers(port);
    if (answered === who) return;
    if (performance.now() > endMs)
      throw new StartError('EHOST', `not ${who} but ${answered} answers for the API on port ${port}`);
    await sleep(pauseMs);
  }
}

async function whoAnswers(port: number): Promise<string> {
  return new Promise((resolve) => {
    // By loopback: what is asked is who answers, not whose certificate it is.
    const options = { host: '127.0.0.1', port, path: '/api/', rejectUnauthorized: false, timeout: timeoutMs, agent: false };
    const asked = request(options, ({ headers, statusCode = 0 }) => {
      asked.destroy();
      if (headers['x-request-id'] !== undefined) resolve('the gateway');
      else resolve(statusCode >= firstServerError ? `an error ${statusCode}` : 'the panel');
    });
    asked.on('timeout', () => asked.destroy(new Error('nobody in time')));
    asked.on('error', (error) => resolve(`nobody (${errorText(error)})`));
    asked.end();
  });
}

const firstServerError = 500;
