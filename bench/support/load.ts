import { fileURLToPath } from 'node:url';
import { type LoadOrder, type LoadReport, loadReportSchema } from './load-protocol.ts';
import type { Started, Workspace } from './workspace.ts';

/** The process that makes the load, on its core. */
export class Load {
  readonly #process: Started;

  constructor(workspace: Workspace, core: number) {
    const script = fileURLToPath(new URL('../processes/load.js', import.meta.url));
    this.#process = workspace.start({ core, command: [process.execPath, script] });
  }

  /** One order at a time. */
  run(order: LoadOrder): Promise<LoadReport> {
    const { child, stderr } = this.#process;
    return new Promise((resolve, reject) => {
      const fail = (): void =>
        reject(new Error(`the load ended (code ${child.exitCode}, signal ${child.signalCode}):\n${stderr()}`));
      child.once('close', fail);
      child.once('message', (message) => {
        child.off('close', fail);
        resolve(loadReportSchema.parse(message));
      });
      child.send(order);
    });
  }
}
