import type { Started } from './workspace.ts';

/** What a process tells next; rejects where it ends before. */
export function firstMessage({ child, stderr }: Started, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`${name} ended without a word:\n${stderr()}`));
    child.once('close', fail);
    child.once('message', (message) => {
      child.off('close', fail);
      resolve(message);
    });
  });
}
