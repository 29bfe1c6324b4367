/*
 * Clients that keep a panel's places taken and its queue full: whoever is sent away comes again soon. Tells when the first was sent away
 * because the panel is busy; ends where an answer says anything else.
 * Arguments: the gateway's port, the panel's host, and how many clients.
 */
import { connect } from 'node:net';
import { AnswerReader } from '../support/answer-reader.ts';
import { oneClient, requestsOf } from '../support/traffic.ts';

const [, , port = '', host = '', clients = ''] = process.argv;
const [request = ''] = requestsOf({ ...oneClient, host });
const busyStatus = 503;
const restMs = 100;
const telling = { isTold: false };

function hold(): void {
  const reader = new AnswerReader();
  const socket = connect({ host: '127.0.0.1', port: Number(port) }, () => socket.write(request));
  socket.on('data', (chunk: Buffer) => {
    const answer = reader.read(chunk);
    if (answer === undefined) return;
    if (answer.status !== busyStatus) throw new Error(`expected status ${busyStatus}, found ${answer.status}`);
    if (!telling.isTold) process.send?.('busy');
    telling.isTold = true;
    socket.destroy();
    setTimeout(hold, restMs);
  });
}

process.once('disconnect', () => process.exit(0));
for (let client = 0; client < Number(clients); client += 1) hold();
