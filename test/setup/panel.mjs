import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

// A panel that judges addresses as the real one does, by its own list, and answers every call that it takes.

const root = '/usr/local/hestia';
const server = createServer(
  { cert: readFileSync(`${root}/ssl/certificate.crt`), key: readFileSync(`${root}/ssl/certificate.key`) },
  (request, response) => {
    const [, list = ''] = /^API_ALLOWED_IP='(.*)'$/m.exec(readFileSync(`${root}/conf/hestia.conf`, 'latin1')) ?? [];
    const address = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
    const isAllowed = list === 'allow-all' || list.split(',').includes(address);
    request.resume();
    request.once('end', () => {
      response.writeHead(isAllowed ? 200 : 401, {
        'Content-Type': 'text/html; charset=UTF-8',
        'Hestia-Exit-Code': isAllowed ? 0 : 12,
      });
      response.end(isAllowed ? `answered ${address}` : 'Error: IP is not allowed to connect with API');
    });
  },
);
server.listen({ port: Number(process.argv[2]), host: '::' }, () => console.log('listens'));
