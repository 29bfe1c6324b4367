import { hostname } from 'node:os';
import type { Clock } from '../../domain/clock.ts';
import { FolderReach } from '../files/folder-reach.ts';
import { askPeer, type LeasePeer } from './lease-peer.ts';
import { LeaseSocket } from './lease-socket.ts';

/** The right to write in a folder. One process has it at a time, in whichever container it runs. */
export interface DataLease {
  readonly kind: 'taken';
  /**
   * False where another process can take it, because its socket is not in the folder any more: the folder was replaced, or the file removed.
   *
   * @throws StartError where it cannot be known
   */
  readonly isThere: () => boolean;
  readonly release: () => Promise<void>;
}

export interface LeaseHeld {
  readonly kind: 'held';
  /** Who has it, in words. */
  readonly by: string;
  /** Resolves when it may be free. */
  readonly gone: Promise<void>;
  /** Waits for it no longer. */
  readonly leave: () => void;
}

/**
 * Takes the right to write in a folder, which is a socket there that this process listens on: it ends with the process, however that ends.
 *
 * Each process has a socket of its own name, so that none ever removes that of another that lives. It first listens, and then asks all others:
 * of two that try at the same moment at least one sees the other, and the one whose name comes later gives up.
 *
 * @throws Error of the system where the folder takes no socket
 */
export async function takeLease(folder: string, clock: Clock): Promise<DataLease | LeaseHeld> {
  const reach = new FolderReach(folder);
  try {
    for (;;) {
      const own = await LeaseSocket.listen(reach);
      const seen = await lookAround(own, reach);
      if (seen.kind === 'free' && own.isThere()) return hold({ own, reach, leftBehind: seen.leftBehind, clock });
      await own.close();
      if (seen.kind !== 'held') continue;
      reach.close();
      return seen;
    }
  } catch (error) {
    reach.close();
    throw error;
  }
}

interface Free {
  readonly kind: 'free';
  /** Sockets of processes that have ended. */
  readonly leftBehind: readonly string[];
}

/** `again`: another process tried at the same moment, and has given up. */
async function lookAround(own: LeaseSocket, reach: FolderReach): Promise<Free | LeaseHeld | { readonly kind: 'again' }> {
  const leftBehind: string[] = [];
  for (const name of reach.names().filter((each) => each !== own.name)) {
    const peer = await askPeer(reach.pathOf(name));
    if (peer.state === 'left behind') leftBehind.push(name);
    const gaveWay = peer.state === 'trying' && name < own.name;
    // The other process waits for this one to end.
    if (gaveWay) await own.close();
    const by = await peer.decided;
    if (by !== undefined) return heldBy(by, peer);
    if (gaveWay) return { kind: 'again' };
  }
  return { kind: 'free', leftBehind };
}

function heldBy(by: string, { gone, leave, unref }: LeasePeer): LeaseHeld {
  unref();
  return { kind: 'held', by, gone, leave };
}

interface Holding {
  readonly own: LeaseSocket;
  readonly reach: FolderReach;
  readonly leftBehind: readonly string[];
  readonly clock: Clock;
}

function hold({ own, reach, leftBehind, clock }: Holding): DataLease {
  own.hold(`process ${process.pid} on ${hostname()}, since ${new Date(clock.wallMs()).toISOString()}`);
  for (const name of leftBehind) reach.remove(name);
  return {
    kind: 'taken',
    isThere: () => own.isThere(),
    release: async () => {
      await own.close();
      reach.close();
    },
  };
}
