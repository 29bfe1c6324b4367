import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { firstMessage } from './first-message.ts';
import type { Started, Workspace } from './workspace.ts';

/** A server of the bench's own, in a process of its own. */
export interface Server extends Started {
  readonly port: number;
}

/** `bare-answer` for `processes/bare-answer.ts`. */
export type ServerName = 'bare-answer' | 'bare-forwarder' | 'constant-panel' | 'hanging-panel' | 'http-proxy-forwarder';

export interface ServerOptions {
  readonly core: number;
  readonly args?: readonly string[];
}

/** Resolves when it listens. */
export async function startServer(workspace: Workspace, name: ServerName, options: ServerOptions): Promise<Server> {
  const script = fileURLToPath(new URL(`../processes/${name}.js`, import.meta.url));
  const started = workspace.start({ core: options.core, command: [process.execPath, script, ...(options.args ?? [])] });
  return { ...started, port: readyMessage.parse(await firstMessage(started, name)).port };
}

const readyMessage = z.object({ port: z.number() });
