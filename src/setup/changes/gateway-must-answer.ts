import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../domain/start-error.ts';
import { errorText } from '../../domain/text/error-text.ts';

const patienceMs = 15_000;
const pauseMs = 250;
const timeoutMs = 5000;

/**
 * Asks the panel's port for the API until the gateway answers: a request that it refuses, and that counts against nobody. The web server's old
 * processes may still answer for a moment.
 *
 * @throws StartError where somebody else answers, or nobody
 */
export async function gatewayMustAnswer(port: number): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const fault = await answerFault(port);
    if (fault === undefined) return;
    if (performance.now() > endMs)
      throw new StartError('EHOST', `the gateway does not answer for the API on port ${port}: ${fault}`);
    await sleep(pauseMs);
  }
}

async function answerFault(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    // By loopback: what is asked is who answers, not whose certificate it is.
    const options = { host: '127.0.0.1', port, path: '/api/', rejectUnauthorized: false, timeout: timeoutMs, agent: false };
    const asked = request(options, (response) => {
      response.resume();
      const isGateway = response.headers['x-request-id'] !== undefined;
      resolve(isGateway ? undefined : `another server answers, with status ${response.statusCode}`);
    });
    asked.on('timeout', () => asked.destroy(new Error('nobody answers in time')));
    asked.on('error', (error) => resolve(errorText(error)));
    asked.end();
  });
}
