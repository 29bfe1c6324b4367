import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Call } from '../../src/domain/call/call.ts';
import type { PanelAnswer } from '../../src/domain/gateway/panel-client.ts';
import { type RawAnswer, readAnswer } from '../../src/hestia/answer/read-answer.ts';
import { writeBody } from '../../src/hestia/answer/write-body.ts';

/**
 * Asks the panel, one connection a call. Throws in words where there is no answer of the API's.
 *
 * @param ca over TLS: the certificate that the panel must show
 */
export function panelAsk(origin: string, ca?: Buffer): (call: Call) => Promise<PanelAnswer> {
  return async (call) => {
    const answer = readAnswer(call.credential.kind, await post(origin, writeBody(call), ca));
    if (answer === undefined) throw new Error('the answer was none of the API');
    return answer;
  };
}

function post(origin: string, body: Buffer, ca: Buffer | undefined): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
    const options = { method: 'POST', headers, agent: false, ca } as const;
    const request = ca === undefined ? plainRequest : tlsRequest;
    const asking = request(`${origin}/api/`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.rawHeaders, body: Buffer.concat(chunks) });
      });
    });
    asking.once('error', reject);
    asking.end(body);
  });
}
