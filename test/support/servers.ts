import { describe } from 'vitest';
import { type ServerName, findServer, servers } from './find-server.mjs';

/**
 * A suite that talks to a real server. Without the server it is skipped, and its title says which package is missing; with `CI=true`
 * it runs all the same, and fails where it starts the server.
 */
export function describeWith(server: ServerName, title: string, suite: () => void): void {
  const isSkipped = findServer(server) === undefined && process.env['CI'] !== 'true';
  const reason = isSkipped ? ` (skipped: the Debian package ${servers[server].package} is missing)` : '';
  describe.skipIf(isSkipped)(`${title}${reason}`, () => {
    suite();
  });
}

/**
 * @returns the path of the server's executable
 * @throws Error that names the missing package
 */
export function requireServer(server: ServerName): string {
  const path = findServer(server);
  if (path === undefined) throw new Error(`${server} is not installed; install the Debian package ${servers[server].package}`);
  return path;
}
