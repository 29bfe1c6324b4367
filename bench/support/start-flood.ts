import { z } from 'zod';
import { firstMessage } from './first-message.ts';
import { projectFile } from './project-file.ts';
import type { Server } from './start-server.ts';
import type { Workspace } from './workspace.ts';

export interface AnswerFlood {
  /** What the answer begins with, what is repeated until so many bytes are sent, and what follows. */
  readonly begin: string;
  readonly piece: string;
  readonly total: number;
  readonly end: string;
}

/** A panel that answers with a flood. Resolves when it listens. */
export async function startFlood(workspace: Workspace, core: number, flood: AnswerFlood): Promise<Server> {
  const script = projectFile('test/support/flooding-panel.mjs');
  const started = workspace.start({ core, command: [process.execPath, script, JSON.stringify(flood)] });
  return { ...started, port: z.number().parse(await firstMessage(started, 'flooding-panel')) };
}

/** Head of an answer, without the line that tells its length. */
export const answerHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nHestia-Exit-Code: 0\r\n';
