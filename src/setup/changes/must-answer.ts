import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../domain/start-error.ts';
import { panelPort } from '../../host/panel.ts';
import { errorText } from '../../domain/text/error-text.ts';

const patienceMs = 15_000;
const pauseMs = 250;
const timeoutMs = 5000;

/** The web server answers for it. */
const away = 'a gateway that is away';

type Server = 'the gateway' | 'the panel';

/**
 * Asks the panel's port for the API until this one answers. The request is one that both refuse, and that counts against nobody.
 *
 * @throws StartError where somebody else answers, or nobody
 */
export async function mustAnswer(who: Server): Promise<void> {
  await until((answered) => answered === who, `not ${who} but`);
}

/**
 * The same until it is not this one that answers. A panel that is away answers nothing.
 *
 * @throws StartError where it still does
 */
export async function mustNotAnswer(who: Server): Promise<void> {
  await until((answered) => answered !== who && answered !== away, 'still');
}

async function until(isWanted: (answered: string) => boolean, words: string): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    // The panel's own command may have changed it since.
    const port = panelPort();
    const answered = await whoAnswers(port);
    if (isWanted(answered)) return;
    if (performance.now() > endMs) throw new StartError('EHOST', `${words} ${answered} answers for the API on port ${port}`);
    await sleep(pauseMs);
  }
}

async function whoAnswers(port: number): Promise<string> {
  return new Promise((resolve) => {
    // By loopback: what is asked is who answers, not whose certificate it is.
    const options = { host: '127.0.0.1', port, path: '/api/', rejectUnauthorized: false, timeout: timeoutMs, agent: false };
    const asked = request(options, ({ headers, statusCode = 0 }) => {
      asked.destroy();
      const isAway = statusCode >= firstServerError && headers['hestia-exit-code'] === '15';
      if (headers['x-request-id'] !== undefined) resolve('the gateway');
      else if (statusCode >= firstServerError) resolve(isAway ? away : `an error ${statusCode}`);
      else resolve('the panel');
    });
    asked.on('timeout', () => asked.destroy(new Error('nobody in time')));
    asked.on('error', (error) => resolve(`nobody (${errorText(error)})`));
    asked.end();
  });
}

const firstServerError = 500;
