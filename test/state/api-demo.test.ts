import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDemoSite } from '../../src/demo/panel/demo-site.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { createFilesState } from '../../src/state/files/files-state.ts';
import { readCertificate } from '../support/certificate.ts';
import { panelAsk } from '../support/panel-ask.ts';
import { apiSource, shippedCommands, stateOf } from './api-source.ts';
import { silentLog } from './sources/silent-log.ts';

describe('the panel of the demonstration, asked over TLS', () => {
  it('has the state that its files have', async () => {
    const site = await startDemoSite();
    onTestFinished(site.stop);
    const origin = await tlsBefore(Number(new URL(site.panel.origin).port));
    const { id, secret } = site.keys.admin;
    const fromApi = apiSource({
      ask: panelAsk(origin, readCertificate('panel').cert),
      accessKey: { id, secret },
      settings: { rootKeys: new Set([id]) },
    });
    const files = { root: site.places.panelFolder, readApiKeys: false };
    const fromFiles = createFilesState({ settings: files, clock: systemClock, log: silentLog });
    onTestFinished(fromFiles.stop);
    await Promise.all([fromApi.start(), fromFiles.start()]);

    expect(fromApi.problems()).toEqual([]);
    expect(stateOf(fromApi)).toEqual({
      ...stateOf(fromFiles),
      commands: shippedCommands(),
      readAtMs: stateOf(fromApi).readAtMs,
    });
    expect(stateOf(fromApi).accessKeys.size).toBe(9);
  });
});

/** Ends TLS before a plain port of this machine. Stops with the test. */
async function tlsBefore(port: number): Promise<string> {
  const server = createServer(readCertificate('panel'), (socket) => {
    const behind = connect(port, '127.0.0.1');
    for (const end of [socket, behind]) end.on('error', () => end.destroy());
    socket.pipe(behind).pipe(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const address = server.address();
  return `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
