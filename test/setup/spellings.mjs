import { connect } from 'node:tls';

// Sends a call of the API to the panel's port in many spellings of its path, each on a connection of its own, and tells how many were answered.

const slashes = [
  '/api',
  '/api/',
  '//api/',
  '/./api/',
  '/api//',
  '/api/.',
  '/api/./',
  '/api/..',
  '/api/../api/',
  '/x/../api/',
  '/x/../../api/',
];
const files = [
  'index.php',
  'index.php/',
  'index.php/x.php',
  'index.php/index.php',
  './index.php',
  '/index.php',
  'x/../index.php',
  'index.php%00',
  'index.php%20',
];
const prefixes = [
  '/api/',
  '//api/',
  '/./api/',
  '/x/../api/',
  '/api//',
  '/%61pi/',
  '/ap%69/',
  '/api%2f',
  '/%2fapi/',
  '/login/../api/',
  '/login/..%2fapi/',
];
const odd = [
  '/API/', '/Api/index.php', '/api;/', '/api/;x', '/api/?x', '/api?x', '/api/index.php?x=/', '/api%00/', '/api%20/', '/api%09', '/api\\', '\\api\\',
  '/%2e/api/', '/%2e%2e/api/', '/api/%2e', '/api/%2e%2e/api/index.php', '/api/index%2ephp', '/api/index.ph%70', '/api/INDEX.PHP', '/api/index.php.', '/api/index.php::$DATA',
  '/index.php/api/', '/login/index.php/../../api/index.php', '/fm/../api/index.php', '/_shell/../api/', '/rrd/../api/', '/error/../api/index.php', '/backup/../api/',
  'https://127.0.0.1:8083/api/', 'http://x/api/index.php', 'https://x//api/index.php', '/api/v1/../', '/api/index.php#x', '/api/#x', '/.//api/index.php', '/api/x/..', '/api/x/../index.php', '/api/index.php/../index.php',
]; // prettier-ignore
const spellings = [...new Set([...slashes, ...prefixes.flatMap((prefix) => files.map((file) => prefix + file)), ...odd])];

let answered = 0;
for (const path of spellings) if (/^HTTP\/1\.[01] \d{3}/.test(await send(path))) answered += 1;
console.log(`${answered} of ${spellings.length} answered`);

function send(path) {
  const body = `access_key=BILLINGKEY0000000001&secret_key=${'S'.repeat(40)}&cmd=v-list-users`;
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:8083\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ host: '127.0.0.1', port: 8083, rejectUnauthorized: false }, () => socket.write(head + body));
    socket.on('data', (bytes) => {
      said += bytes;
    });
    socket.on('error', () => resolve(said));
    socket.on('close', () => resolve(said));
  });
}
