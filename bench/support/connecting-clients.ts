import { fileURLToPath } from 'node:url';
import { type ConnectingOrder, type ConnectingReport, connectingReportSchema } from './connecting-protocol.ts';
import { firstMessage } from './first-message.ts';
import type { Started, Workspace } from './workspace.ts';

/** The process with clients that open one connection after the other. */
export class ConnectingClients {
  readonly #process: Started;

  constructor(workspace: Workspace, core: number) {
    const script = fileURLToPath(new URL('../processes/connecting-clients.js', import.meta.url));
    this.#process = workspace.start({ core, command: [process.execPath, script] });
  }

  /** One order at a time. Rejects where a connection did not end as it was expected to. */
  async run(order: ConnectingOrder): Promise<ConnectingReport> {
    const answer = firstMessage(this.#process, 'connecting-clients');
    this.#process.child.send(order);
    return connectingReportSchema.parse(await answer);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
