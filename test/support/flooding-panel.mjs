// A panel in a process of its own, because what it costs to send must not count as what it costs to receive. It answers every request with the
// bytes of `begin`, and then with those of `piece`, again and again, as fast as they are taken, until `total` bytes are sent. Then with `end`.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const { begin, piece, total, end, certificate } = JSON.parse(process.argv[2] ?? '');
const pieces = Buffer.from(piece.repeat(Math.max(1, Math.floor(65_536 / piece.length))), 'latin1');

function serve(socket) {
  socket.on('error', () => socket.destroy());
  socket.on('data', () => {
    let sent = 0;
    socket.write(begin, 'latin1');
    const flood = () => {
      while (sent < total && !socket.destroyed) {
        sent += pieces.length;
        if (!socket.write(pieces)) return void socket.once('drain', flood);
      }
      if (!socket.destroyed) socket.write(end, 'latin1');
    };
    flood();
  });
}

function tlsServer() {
  return createTlsServer({ cert: readFileSync(`${certificate}.crt`), key: readFileSync(`${certificate}.key`) }, serve);
}

const server = certificate === undefined ? createServer(serve) : tlsServer();
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
