import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';

// A body of chunks of one byte each: a gateway that keeps every chunk for itself, and counts its one byte, holds a hundred times what it
// counts.

let site: Site | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await site?.close();
  site = undefined;
});

describe('bodies of chunks of one byte', () => {
  it('cost no more memory than they are long', async () => {
    site = await openSite();
    const { gateway } = site;
    const { hostname, port } = new URL(gateway.url);
    const chunks = '1\r\nx\r\n'.repeat(100_000);
    const before = held();
    await Promise.all(
      Array.from({ length: 20 }, () => {
        const socket = connect({ host: hostname, port: Number(port) });
        sockets.push(socket);
        return new Promise((resolve) =>
          socket.write(`POST /api/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`, resolve),
        );
      }),
    );
    const reply = await post(gateway.url, callWith(keys.root, 'v-list-users'));
    expect(reply.status).toBe(200);
    // Twenty bodies of 100,000 bytes: 2 MB, in buffers that double. Each chunk kept for itself would be some 200 MB.
    expect(held() - before).toBeLessThan(60 * 1024 * 1024);
  });

  it('are refused as soon as there are too many of them, and in the place of nothing else', async () => {
    site = await openSite({ clients: { allow: only('127.0.0.1') } });
    const { hostname, port } = new URL(site.gateway.url);
    const answerTo = (from: string, chunks: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: hostname, port: Number(port), localAddress: from });
        sockets.push(socket);
        socket.once('data', (answer: Buffer) => resolve(answer.toString('latin1').slice(9, 12))).once('error', reject);
        socket.write(`POST /api/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
      });
    const end = '0\r\n\r\n';
    // Neither body ends: the answer comes all the same.
    expect(await answerTo('127.0.0.1', '1\r\nx\r\n'.repeat(2000))).toBe('400');
    expect(await answerTo('127.0.0.2', '1\r\nx\r\n'.repeat(2000))).toBe('401');
    expect(await answerTo('127.0.0.1', `${'1\r\nx\r\n'.repeat(1000)}${end}`)).toBe('405');
    expect(await answerTo('127.0.0.1', `${`40\r\n${'x'.repeat(64)}\r\n`.repeat(2800)}${end}`)).toBe('405');
    expect(await answerTo('127.0.0.1', `40\r\n${'x'.repeat(64)}\r\n`.repeat(10_000))).toBe('400');
    expect(await answerTo('127.0.0.1', `${`200\r\n${'x'.repeat(512)}\r\n`.repeat(2000)}${end}`)).toBe('405');
  });
});

function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
