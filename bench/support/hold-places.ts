import { fileURLToPath } from 'node:url';
import { firstMessage } from './first-message.ts';
import type { Workspace } from './workspace.ts';

export interface HoldOptions {
  readonly core: number;
  /** The gateway's. */
  readonly port: number;
  /** The panel's. */
  readonly host: string;
  /** More than the panel has places and its queue room, or it is never busy. */
  readonly clients: number;
}

/**
 * Keeps all places of a panel that hangs taken, and its queue full.
 *
 * @returns once it is so: what ends it; that rejects where it was not so all the time
 */
export async function holdPlaces(workspace: Workspace, { core, port, host, clients }: HoldOptions): Promise<() => Promise<void>> {
  const script = fileURLToPath(new URL('../processes/holding-clients.js', import.meta.url));
  const started = workspace.start({ core, command: [process.execPath, script, String(port), host, String(clients)] });
  await firstMessage(started, 'holding-clients');
  return async () => {
    if (started.child.exitCode !== null) throw new Error(`the hanging panel was not busy all the time:\n${started.stderr()}`);
    await started.stop();
  };
}
