import { createServer } from 'node:net';
import { systemErrorCode } from '../domain/text/system-error-code.ts';

/** Something listens on a port of this host, or it may not be used. */
export async function isPortInUse(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (systemErrorCode(error) === 'EADDRINUSE') resolve(true);
      else reject(error);
    });
    server.listen({ port, host: '::' }, () => server.close(() => resolve(false)));
  });
}
