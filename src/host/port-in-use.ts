import { createServer } from 'node:net';
import { systemErrorCode } from '../domain/text/system-error-code.ts';

/** Something listens on a port of this host, or it may not be used. */
export async function isPortInUse(port: number, host = '::'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = systemErrorCode(error);
      if (code === 'EADDRINUSE') resolve(true);
      else if (code === 'EAFNOSUPPORT' && host === '::') resolve(isPortInUse(port, '0.0.0.0'));
      else reject(error);
    });
    server.listen({ port, host }, () => server.close(() => resolve(false)));
  });
}
