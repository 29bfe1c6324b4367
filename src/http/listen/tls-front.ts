import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Denial } from '../../domain/call/denial.ts';
import { beforeConnections } from './before-connections.ts';
import { failConnection } from '../handle/own-fault.ts';
import { endConnection, type UnreadSite } from '../handle/refuse-unread.ts';
import { tellUnread } from '../handle/tell-observers.ts';
import { unreadArrival } from '../request/read-arrival.ts';

export interface TlsFront {
  /** Inserts itself before all current listeners for the server's connections. */
  readonly guard: (server: Server) => void;
  /** Connections whose first byte has not come yet. */
  readonly waiting: ReadonlySet<Socket>;
}

/** The type of the record that every TLS connection begins with: a handshake (RFC 8446, 5.1). */
const handshakeRecord = 0x16;
const malformed: Denial = { reason: 'request_malformed', status: 400 };

/**
 * Looks at the first byte of each connection before TLS is spoken. What begins with a letter may be plain HTTP, and is answered in plain HTTP:
 * an empty reply is success to some clients. Other protocols are closed. Both count as a refusal.
 *
 * @param firstByteMs after this a connection on which nothing came is closed
 */
export function createTlsFront(site: UnreadSite, firstByteMs: number): TlsFront {
  const waiting = new Set<Socket>();

  function refuse(first: number | undefined, socket: Socket): void {
    if (isLetter(first)) return endConnection(malformed, socket, site);
    tellUnread(site, unreadArrival(site.connections.of(socket), site.newRequestId()), malformed);
    socket.destroy();
  }

  function refuseOrFail(first: number | undefined, socket: Socket): void {
    try {
      refuse(first, socket);
    } catch (error) {
      failConnection(error, socket, { site, isReadable: isLetter(first) });
    }
  }

  function look(socket: Socket, handOn: () => void): void {
    const leave = (): void => void socket.destroy();
    const timer = setTimeout(leave, firstByteMs);
    const forget = (): void => {
      clearTimeout(timer);
      waiting.delete(socket);
      socket.off('data', take).off('end', leave).off('error', leave).off('close', forget);
    };
    const take = (chunk: Buffer): void => {
      forget();
      if (chunk[0] !== handshakeRecord) return refuseOrFail(chunk[0], socket);
      // TLS takes what was read from the paused socket, and reads on by itself.
      socket.pause();
      socket.unshift(chunk);
      handOn();
    };
    waiting.add(socket);
    socket.on('data', take).on('end', leave).on('error', leave).on('close', forget);
    // Where a PROXY header came first, it was paused behind that.
    socket.resume();
  }

  return {
    guard: (server) => beforeConnections(server, look),
    waiting,
  };
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && /^[A-Za-z]$/.test(String.fromCharCode(byte));
}
