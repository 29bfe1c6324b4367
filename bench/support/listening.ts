import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Started } from './workspace.ts';

const patienceMs = 5000;

/** Resolves when a process that was just started listens on its port of loopback. */
export async function listening(
  { child, stderr }: Started,
  { name, port }: { readonly name: string; readonly port: number },
): Promise<void> {
  const giveUpAtMs = performance.now() + patienceMs;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() > giveUpAtMs) throw new Error(`${name} did not start:\n${stderr()}`);
    await pause(20);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
