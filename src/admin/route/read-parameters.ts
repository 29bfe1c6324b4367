import type { IncomingMessage } from 'node:http';
import type { AdminAnswer } from './admin-answer.ts';

const maxBytes = 16 * 1024;

/**
 * Reads the parameters of a request that changes something: a JSON object of text, numbers and true or false, which no page of a browser
 * sends elsewhere without asking first.
 *
 * @returns an answer where there is none
 */
export async function readParameters(request: IncomingMessage): Promise<URLSearchParams | AdminAnswer> {
  if (!/^application\/json(?: *;|$)/i.test(request.headers['content-type'] ?? '')) return notJson;
  const text = await bodyOf(request);
  return typeof text === 'string' ? parametersIn(text) : text;
}

/** An answer where there is none that can be used: what is left of it is not read. Never rejects, because what a client sends is no fault here. */
function bodyOf(request: IncomingMessage): Promise<string | AdminAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        request.pause();
        resolve(tooLarge);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('close', () => resolve(cutOff));
  });
}

function parametersIn(text: string): URLSearchParams | AdminAnswer {
  const content = parsed(text);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return noObject;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(content)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return noObject;
    parameters.set(name, String(value));
  }
  return parameters;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no object either.
    return undefined;
  }
}

const notJson: AdminAnswer = {
  status: 415,
  body: 'What changes something takes its parameters in a JSON body: send content-type: application/json\n',
};

const tooLarge: AdminAnswer = { status: 413, body: `The parameters have at most ${maxBytes} bytes\n` };

const cutOff: AdminAnswer = { status: 400, body: 'The body ends before its length, or is malformed\n' };

const noObject: AdminAnswer = {
  status: 400,
  body: 'expected a JSON object whose values are text, numbers, true or false, such as {"address": "192.0.2.1"}\n',
};
