/*
 * A panel that accepts every call and never answers. Asked by any message, it tells how many connections it has.
 */
import { createServer, type Socket } from 'node:net';
import { tellPort } from '../support/tell-port.ts';

const sockets = new Set<Socket>();

process.on('message', () => process.send?.({ held: sockets.size }));

tellPort(
  createServer((socket) => {
    sockets.add(socket);
    socket.resume();
    socket.on('close', () => sockets.delete(socket));
    // A client that breaks off is no failure of the panel's.
    socket.on('error', () => socket.destroy());
  }),
);
