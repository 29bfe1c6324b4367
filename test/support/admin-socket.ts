import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { commandHost } from '../../src/admin/access/command-host.ts';
import type { Settings } from '../../src/domain/policy/settings.ts';
import { readExposition } from '../observe/metrics/exposition.ts';

/** The second listener of a gateway, on a socket in a folder that is removed when the test is over. */
export class AdminSocket {
  readonly path: string;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'admin-'));
    // The gateway may be another user's.
    chmodSync(folder, 0o777);
    this.path = join(folder, 'admin.sock');
    onTestFinished(() => rmSync(folder, { recursive: true }));
  }

  get settings(): Pick<Settings, 'admin'> {
    return { admin: { at: { kind: 'socket', path: this.path }, isRequired: true } };
  }

  /** The values of one metric by its one label; without a label, under an empty name. */
  async metric(name: string): Promise<Readonly<Record<string, number>>> {
    const samples = readExposition(await this.#ask('/metrics')).get(name)?.samples ?? [];
    return Object.fromEntries(samples.map(({ labels, value }) => [[...labels.values()][0] ?? '', value]));
  }

  /** What the health page says. */
  ready(): Promise<string> {
    return this.#ask('/readyz');
  }

  page(path: string, method = 'GET'): Promise<string> {
    return this.#ask(path, method);
  }

  /** Bans an address by hand, for an hour. */
  async ban(address: string): Promise<void> {
    await this.#ask('/bans', 'POST', { address, seconds: 3600 });
  }

  /** As commands ask; what is no page of its own is one of the admin API. */
  #ask(name: string, method = 'GET', parameters: object = {}): Promise<string> {
    const path = ['/metrics', '/readyz'].includes(name) ? name : `/api/v1${name}`;
    const headers = { host: commandHost, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: this.path, path, method, headers, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.once('end', () => resolve(body));
      });
      asked.once('error', reject);
      asked.end(method === 'GET' ? undefined : JSON.stringify(parameters));
    });
  }
}
