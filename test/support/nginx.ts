import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { post } from './http-client.ts';
import { requireServer } from './servers.ts';
import { until } from './until.ts';

export interface Nginx {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** As much of it as the panel's own web server hands over: its API's paths, with the client in a header of nginx's own writing. */
const serverText = (port: number, target: string, more: string): string => `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ${more}
  server {
    listen 127.0.0.1:${port};
    location / { return 204; }
    location ^~ /api/ {
      proxy_pass ${target};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      client_body_buffer_size 1m;
      client_max_body_size 1m;
    }
  }
}
`;

/**
 * A real nginx on loopback that hands `/api/` to a Unix socket. Resolves when it serves.
 *
 * @param keepsConnections its connections to the socket carry calls of one client after another
 */
export async function startNginx(socket: string, { keepsConnections = false } = {}): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const upstream = `upstream gateway { server unix:${socket}; keepalive 1; }`;
  const text = keepsConnections ? serverText(port, 'http://gateway', upstream) : serverText(port, `http://unix:${socket}:`, '');
  writeFileSync(join(folder, 'nginx.conf'), text);
  const child = spawn(requireServer('nginx'), ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`nginx did not start:\n${said}`);
    return serves(url);
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true });
  };
  return { url, stop };
}

async function serves(url: string): Promise<boolean> {
  try {
    return (await post(url, '', { path: '/' })).status === 204;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
