import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageFiles } from '../../src/admin/page/page-files.ts';
import { commandHost } from '../../src/admin/access/command-host.ts';
import { run } from '../../src/cli/run.ts';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { GatewayStatus } from '../../src/domain/gateway/gateway-status.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';
import { post, type Reply } from '../support/http-client.ts';
import { noticeSecret } from '../support/notice-receiver.ts';
import { callWith, keys, type Site } from '../support/site.ts';

/** A gateway in this process, and the commands that ask it. */
export interface AskedGateway {
  readonly folder: string;
  /** What its process log got. */
  readonly log: readonly string[];
  readonly hearthgate: (...args: readonly string[]) => Promise<Said>;
  /** What a page of the admin API says, by its path below /api/v1. */
  readonly page: (path: string) => Promise<string>;
  /** A call of a user of the panel's own, with a right secret or a wrong one. */
  readonly call: (from: string, secret?: string) => Promise<Reply>;
  /** Any call, by its fields. */
  readonly send: (from: string, fields: Readonly<Record<string, string>>) => Promise<Reply>;
  readonly restart: () => Promise<void>;
  /** The gateway stops; its folder stays. */
  readonly close: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface AskedOptions {
  readonly clock?: Clock;
  /** Over the rest of the configuration. */
  readonly settings?: object;
  /** Over the rest of the panel. */
  readonly panel?: object;
  /** Name of a file in the folder, which gets a token that is good. */
  readonly token?: string;
  readonly pageFiles?: PageFiles;
  /** Where notices go; `url` at least. */
  readonly notices?: object;
  readonly doctorGrade?: GatewayStatus['doctorGrade'];
}

export async function openAskedGateway(
  site: Site,
  { clock = systemClock, settings, panel, token, notices, ...options }: AskedOptions = {},
): Promise<AskedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'hearthgate-asked-'));
  const file = join(folder, 'gateway.yaml');
  const configuration = {
    data: folder,
    listen: [{ port: 0, plaintext: true }],
    admin: { socket: 'admin.sock' },
    clients: { allow: ['127.0.0.0/8'] },
    panels: [{ url: site.panel.origin, state: { files: site.folder.root }, ...panel }],
    audit: { file: 'audit.log' },
    ...(notices && { notices: { secretFile: 'notices.secret', ...notices } }),
    ...settings,
  };
  writeFileSync(file, JSON.stringify(configuration));
  if (token !== undefined) writeFileSync(join(folder, token), 't'.repeat(32), { mode: 0o600 });
  writeFileSync(join(folder, 'notices.secret'), `${noticeSecret}\n`, { mode: 0o600 });
  const log: string[] = [];
  const note = (text: string, fields: object = {}): void => void log.push(`${text} ${JSON.stringify(fields)}`);
  const open = async (): Promise<{ readonly gateway: Gateway; readonly url: string }> => {
    const settingsNow = readSettings(readFileSync(file, 'utf8'), { file, env: {}, nowMs: clock.wallMs() });
    const gateway = createGateway(settingsNow, {
      clock,
      ...options,
      lookForNoticesEveryMs: 5,
      log: { debug: note, info: note, warn: note, error: note },
    });
    const [url = ''] = await gateway.start();
    return { gateway, url };
  };
  let opened = await open();
  return {
    folder,
    log,
    hearthgate: async (...args) => {
      const terminal = captureTerminal();
      const code = await run([...args, '--config', file], terminal);
      return { code, out: terminal.out(), err: terminal.err() };
    },
    page: (path) => pageAt(join(folder, 'admin.sock'), path),
    send: (from, fields) => post(opened.url, fields, { from }),
    call: (from, secret = keys.alice.secret) =>
      post(opened.url, callWith({ ...keys.alice, secret }, 'v-list-mail-domains', 'alice'), { from }),
    restart: async () => {
      await opened.gateway.stop();
      opened = await open();
    },
    close: () => opened.gateway.stop(),
    stop: async () => {
      await opened.gateway.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function pageAt(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: `/api/v1${path}`, headers: { host: commandHost }, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('end', () => resolve(body));
    });
    asked.once('error', reject);
    asked.end();
  });
}
