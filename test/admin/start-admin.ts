import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AdminListener, type AdminOptions, createAdminListener } from '../../src/admin/admin-listener.ts';
import { PageSessions } from '../../src/admin/page/page-sessions.ts';
import { commandHost } from '../../src/admin/access/command-host.ts';
import { askedRoutes } from '../../src/ask/table/asked-routes.ts';
import { openDecisions } from '../../src/compose/open/open-decisions.ts';
import { History } from '../../src/history/history.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { ConfigurationControl } from '../../src/domain/gateway/configuration-control.ts';
import type { UsesControl } from '../../src/domain/gateway/uses-control.ts';
import type { AdminSettings } from '../../src/domain/policy/admin-settings.ts';
import type { LimitsControl } from '../../src/domain/ledger/limits-status.ts';
import type { Log } from '../../src/domain/log.ts';
import { Secret } from '../../src/domain/secret.ts';
import { statusWith } from '../observe/metrics/status.ts';

export const token = 'correct-horse-battery-staple';
export const tcp = { kind: 'tcp', host: '127.0.0.1', port: 0, token: new Secret(token) } satisfies AdminSettings;
export const metricsBody = '# HELP a b\n# TYPE a gauge\na 1\n';

const nothingCounted: LimitsControl = {
  at: () => undefined,
  isAlone: () => false,
  bans: () => [],
  on: () => [],
  ban: () => 'banned',
  unlock: () => false,
  unban: () => 0,
  unbanPair: () => 0,
  ofAddress: () => [],
  ofKey: () => [],
  nearLimits: () => [],
};

const nothingUsed: UsesControl = { atMs: () => 0, sinceMs: () => 0, all: async function* () {} };

export interface TestAdmin {
  /** `http://…` or `unix:…`. */
  readonly where: string;
  readonly listener: AdminListener;
  /** Everything that was logged, as one text a line. */
  readonly log: readonly string[];
}

/** A configuration that says what is in force. */
const unchanged: ConfigurationControl = {
  reload: () => Promise.resolve({ changes: [], faults: [] }),
  compare: () => Promise.resolve({ changes: [], faults: [] }),
};

type TestAdminOptions = Partial<AdminOptions> & { readonly limits?: LimitsControl };

/** A second listener, stopped when the test is over. */
export async function startAdmin(
  settings: AdminSettings = tcp,
  { limits = nothingCounted, ...options }: TestAdminOptions = {},
): Promise<TestAdmin> {
  const log: string[] = [];
  const write = (message: string, fields?: unknown): void => void log.push(`${message} ${JSON.stringify(fields)}`);
  const clock: Clock = { monotonicMs: () => 0, wallMs: () => 0 };
  const logged: Log = { debug: write, info: write, warn: write, error: write };
  const sessions = new PageSessions(clock);
  const listener = createAdminListener(settings, {
    status: statusWith(),
    asked: askedRoutes({
      limits,
      configuration: unchanged,
      uses: nothingUsed,
      notices: { test: () => Promise.resolve(undefined) },
      explain: { explain: () => Promise.resolve(undefined) },
      history: new History({ clock, status: statusWith }),
      decisions: openDecisions(clock).control,
      page: { newCode: (by, role) => sessions.newCode(by, role), isShipped: true, reachedAt: () => listener.browsersAt() },
      status: statusWith(),
      log: logged,
      clock,
      audit: (change) => log.push(`audit ${JSON.stringify(change)}`),
    }),
    metricsText: () => Promise.resolve({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: metricsBody }),
    sessions,
    audit: (change) => log.push(`audit ${JSON.stringify(change)}`),
    pageFiles: undefined,
    log: logged,
    clock,
    ...options,
  });
  onTestFinished(() => listener.stop());
  return { where: await listener.start(), listener, log };
}

export interface AdminReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks for a path over a connection of its own, without a token unless one is given; over a socket as commands do. */
export function ask(where: string, path: string, { method = 'GET', headers: given = {}, body }: Ask = {}): Promise<AdminReply> {
  const isSocket = where.startsWith('unix:');
  const headers = {
    ...(isSocket && { host: commandHost }),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...given,
  };
  const target = isSocket ? { socketPath: where.slice(5) } : { host: new URL(where).hostname, port: new URL(where).port };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...target, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.once('error', reject);
    });
    request.once('error', reject);
    request.end(body);
  });
}

export const withToken = { headers: { authorization: `Bearer ${token}` } };

/** A folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'admin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
