import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { readCall } from '../../hestia/call/read-call.ts';
import { findDemoCommand, runCommand } from '../commands/command-table.ts';
import type { CommandEnd } from '../commands/demo-command.ts';
import { judgeLikePanel, type PanelAccess } from './judge-like-panel.ts';
import { commandAnswer, errorAnswer, type PanelHttpAnswer } from './panel-answer.ts';
import type { PanelStore } from '../commands/panel-store.ts';

export interface DemoPanel {
  readonly origin: string;
  /** Calls that it has taken and not answered yet. */
  readonly inFlight: () => number;
  /** Cuts what is in flight. */
  readonly stop: () => Promise<void>;
}

type Reply = PanelHttpAnswer | Exclude<CommandEnd, { kind: 'done' }>;

/** A panel that is made up: the API of a real one over data in memory, on a free port of 127.0.0.1. */
export async function startDemoPanel(access: PanelAccess, store: PanelStore): Promise<DemoPanel> {
  let inFlight = 0;
  store.access = access;
  const server = createServer((request, response) => {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await wholeBody(request);
    if (body === undefined) return;
    await send(response, replyTo(request.headers['content-type'], body));
  }

  function replyTo(contentType: string | undefined, body: Buffer): Reply {
    const reading = readCall(contentType, body);
    if (reading.kind === 'denial') return unreadable(reading.denial.reason);
    const { call, returncode } = reading;
    const error = judgeLikePanel(call, access, store);
    if (error !== undefined) return errorAnswer(error, returncode);
    const command = findDemoCommand(call.command);
    if (command === undefined) return commandAnswer(call, { kind: 'done', exitCode: 127, output: '' });
    const end = runCommand(command, call.args, store);
    return end.kind === 'done' ? commandAnswer(call, end) : end;
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${portOf(server)}`, inFlight: () => inFlight, stop: () => close(server) };
}

async function send(response: ServerResponse, reply: Reply): Promise<void> {
  if (!('kind' in reply)) return write(response, reply);
  switch (reply.kind) {
    case 'late':
      // A server that stops must not wait for it.
      await pause(reply.afterMs, undefined, { ref: false });
      return write(response, { status: 200, contentType: html, exitCode: 0, body: `late by ${reply.afterMs} ms` });
    case 'cut':
      response.socket?.destroy();
      return;
    case 'garbage':
      // What a web server says when the program behind it is broken; no answer of the API.
      return write(response, {
        status: 500,
        contentType: html,
        exitCode: undefined,
        body: '<html><h1>Internal Server Error</h1></html>',
      });
  }
}

const html = 'text/html; charset=UTF-8';

function write(response: ServerResponse, { status, contentType, exitCode, body }: PanelHttpAnswer): void {
  const bytes = Buffer.from(body, 'latin1');
  response.writeHead(status, {
    'Content-Type': contentType,
    ...(exitCode === undefined ? {} : { 'Hestia-Exit-Code': String(exitCode) }),
    ...(status === 204 ? {} : { 'Content-Length': String(bytes.length) }),
  });
  response.end(bytes);
}

function unreadable(reason: string): PanelHttpAnswer {
  if (reason !== 'no_data') return errorAnswer({ status: 422, exitCode: 2, text: 'the demonstration reads no such body' }, false);
  const manual = 'https://hestiacp.com/docs/server-administration/rest-api.html';
  return errorAnswer({ status: 405, exitCode: 405, text: `data received is null or invalid, check ${manual}` }, false);
}

/** Undefined: the client left. */
async function wholeBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    // It left in the middle of its body, so there is nobody to answer.
    return undefined;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('a server that listens on a port has one');
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
