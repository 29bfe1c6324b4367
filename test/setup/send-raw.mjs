import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

// Sends requests to the panel's port, each on a connection of its own: send-raw.mjs FILE, which has a list of texts in base64. Tells their statuses.

const idleMs = 400;
for (const text of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const said = await send(Buffer.from(text, 'base64'));
  console.log(/^HTTP\/1\.[01] (\d{3})/.exec(said)?.[1] ?? 'none');
}

/** A request that waits for more than comes is given up. */
function send(bytes) {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ host: '127.0.0.1', port: 8083, rejectUnauthorized: false }, () => socket.write(bytes));
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      said += chunk;
      // Kept alive, it would be waited for.
      if (said.includes('\r\n\r\n')) socket.setTimeout(100);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
}
