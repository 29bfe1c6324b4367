import { chmodSync, lstatSync, type Stats, statSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { StartError } from '../domain/start-error.ts';

/** What fits into the system's address of a socket, without the final NUL. */
const maxPathBytes = 107;
const mode = 0o660;

/**
 * Listens on a Unix socket that owner and group may use. The file is removed when the server closes.
 *
 * A socket that an earlier process left behind, on which nobody listens, is replaced; anything else at the path is left alone.
 *
 * @returns `unix:PATH`
 * @throws StartError
 */
export async function listenOnSocketFile(server: Server, path: string): Promise<string> {
  const bytes = Buffer.byteLength(path);
  if (bytes > maxPathBytes) throw fault(path, `is ${bytes} bytes long, a socket's path has at most ${maxPathBytes}; shorten it`);
  if (statOf(dirname(path))?.isDirectory() !== true) throw fault(path, 'lies in a folder that does not exist; create the folder');
  await removeStale(path);
  await listen(server, path);
  return `unix:${path}`;
}

async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw fault(path, 'is there already and is no socket; remove it, or choose another path');
  const code = await connectFault(path);
  if (code === 'ENOENT') return;
  if (code === undefined) throw fault(path, 'is in use by another program; is the gateway running already?');
  if (code !== 'ECONNREFUSED') throw fault(path, `is there already, and cannot be asked who listens on it (${code}); remove it`);
  try {
    unlinkSync(path);
  } catch (error) {
    throw fault(path, 'was left behind and cannot be removed; remove it', error);
  }
}

/** The system's code of a connection that cannot be had; undefined where somebody listens. */
function connectFault(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(fault(path, `cannot be listened on (${error.message}); change admin.socket`, error));
    server.once('error', fail);
    // The file is made before `listen` returns. It never has more rights than it keeps: the mask only ever takes away from the process's
    // own, because another thread may make a file at this moment, and what is missing is then given.
    const mask = process.umask();
    process.umask(mask | (0o777 & ~mode));
    try {
      server.listen({ path }, () => {
        server.off('error', fail);
        resolve();
      });
    } finally {
      process.umask(mask);
    }
    // Where it could not be made, the server says why.
    if (server.listening) chmodSync(path, mode);
  });
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function fault(path: string, words: string, cause?: unknown): StartError {
  return new StartError('EADMINSTART', `admin.socket: ${path} ${words}`, { cause });
}
