import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from './free-port.ts';
import { requireServer } from './servers.ts';

export interface PrometheusServer {
  /** The values of an instant query, of now. */
  readonly query: (expr: string) => Promise<readonly number[]>;
  /** The labels of the exemplars of some series. */
  readonly exemplars: (selector: string) => Promise<readonly Readonly<Record<string, string>>[]>;
  readonly stop: () => Promise<void>;
}

const vector = z.object({ data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }) });
const exemplarLists = z.object({
  data: z.array(z.object({ exemplars: z.array(z.object({ labels: z.record(z.string(), z.string()) })) })),
});

/** A real Prometheus on a free port of loopback, with this configuration. */
export async function startPrometheusServer(configuration: object): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, stringify(configuration));
  const where = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    requireServer('prometheus'),
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${where}`,
      '--enable-feature=exemplar-storage',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Server is ready to receive web requests')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`prometheus did not start (${code}):\n${log}`)));
  });
  return {
    query: async (expr) => {
      const { data } = vector.parse(await ask(`http://${where}/api/v1/query`, { query: expr }));
      return data.result.map(({ value: [, text] }) => Number(text.replace('Inf', 'Infinity')));
    },
    exemplars: async (selector) => {
      const now = Date.now() / 1000;
      const span = { start: String(now - 3600), end: String(now + 60) };
      const { data } = exemplarLists.parse(await ask(`http://${where}/api/v1/query_exemplars`, { query: selector, ...span }));
      return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels));
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

async function ask(url: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${fields['query']}: ${JSON.stringify(body)}`);
  return body;
}
