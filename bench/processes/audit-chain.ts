/*
 * What the chain of the audit log costs a refusal: both in this process, whose first thread serves alone; the client has a thread of its own.
 * Arguments: an empty folder, the built gateway's folder, and how many refusals.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../src/domain/log.ts';
import type { AuditChainReport } from '../support/audit-chain-report.ts';
import { firstThreadMs } from '../support/cpu-time.ts';

const [, , folder = '', built = '', calls = ''] = process.argv;
const { createGateway }: typeof import('../../src/gateway.ts') = await import(join(built, 'gateway.js'));
const { readSettingsFile }: typeof import('../../src/config/resolve/read-settings-file.ts') = await import(
  join(built, 'config/resolve/read-settings-file.js')
);
const { LineSealer }: typeof import('../../src/observe/chain/line-sealer.ts') = await import(
  join(built, 'observe/chain/line-sealer.js')
);
const { firstKey }: typeof import('../../src/observe/chain/chain-key.ts') = await import(
  join(built, 'observe/chain/chain-key.js')
);
const { systemClock: clock }: typeof import('../../src/domain/clock.ts') = await import(join(built, 'domain/clock.js'));

const print = (message: string): void => console.error(message);
const log: Log = { debug: () => undefined, info: () => undefined, warn: print, error: print };
/** So many that each has a line of its own, and none is refused often enough to be answered in short. */
const addresses = 8192;

/** Asks over some connections, as fast as it is answered. */
const client = `
const { workerData: { port, addresses, calls } } = require('node:worker_threads');
const { connect } = require('node:net');
let number = 0;
const ask = (socket) => {
  if (number === calls) return socket.end();
  number += 1;
  const host = number % addresses;
  socket.write('POST /api/ HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nX-Forwarded-For: 198.51.' + (host >> 8) + '.' + (host & 255) + '\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\nContent-Length: 9\\r\\n\\r\\ncmd=v-abc');
};
// The gateway closes a connection after so many requests.
const open = () => {
  const socket = connect(port, '127.0.0.1', () => ask(socket));
  socket.on('error', (error) => { throw error; });
  socket.on('data', () => socket.readableEnded || ask(socket));
  socket.on('close', () => { if (number < calls) open(); });
};
for (let each = 0; each < 8; each += 1) open();
`;

for (const name of ['state', 'data']) mkdirSync(join(folder, name));
const config = join(folder, 'gateway.yaml');
const audit = join(folder, 'audit.log');
writeFileSync(
  config,
  JSON.stringify({
    data: join(folder, 'data'),
    listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
    clients: { allow: ['192.0.2.1'], trustedProxies: ['127.0.0.1'] },
    audit: { file: audit },
    panels: [{ url: 'http://127.0.0.1:9', state: { files: join(folder, 'state') } }],
  }),
);
const gateway = createGateway(await readSettingsFile(config, {}), { clock, log });
const [url = ''] = await gateway.start();
await ask();
const begin = linesOf().length;
const refusalsUs = await costOf(ask);
const lines = linesOf().slice(begin);
const perRefusalUs = refusalsUs / lines.length;
await gateway.stop();

const sealer = new LineSealer(firstKey());
// The same lines, as they are before they are sealed.
const bare = lines.map((line) => line.replace(/,"run":.*/, '}'));
const sealAll = async (): Promise<void> => {
  for (const line of bare) {
    sealer.seal([line]);
    sealer.written(1);
  }
};
await sealAll();
const perSealUs = (await costOf(sealAll)) / lines.length;
const report: AuditChainReport = { perSealUs, perRefusalUs, lines: lines.length };
process.send?.(report);
process.disconnect();

async function ask(): Promise<void> {
  const workerData = { port: Number(new URL(url).port), addresses, calls: Number(calls) };
  await once(new Worker(client, { eval: true, workerData }), 'exit');
}

/** In microseconds. */
async function costOf(work: () => Promise<void>): Promise<number> {
  const { ranMs } = firstThreadMs(process.pid);
  await work();
  return (firstThreadMs(process.pid).ranMs - ranMs) * 1000;
}

function linesOf(): readonly string[] {
  return readFileSync(audit, 'latin1').trimEnd().split('\n');
}
