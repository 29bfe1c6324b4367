import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Call } from '../../src/domain/call/call.ts';
import { Secret } from '../../src/domain/secret.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';
import { renderPanelList } from './api-panel-lists.ts';
import { shippedProfiles } from './shipped-profiles.ts';

/** The names and values of a `KEY='value'` file, as far as it is written. */
export type PanelLines = Readonly<Record<string, string>>;

/** What stands in the panel's files; tests change it as they please. */
export interface ApiPanelFiles {
  conf: PanelLines;
  readonly keys: Map<string, PanelLines>;
  readonly profiles: Map<string, PanelLines>;
  readonly users: Map<string, PanelLines>;
}

/** How the panel answers: as it does; or it takes the question and says nothing; cuts the connection; or always gives this. */
export type ApiPanelMode =
  | 'answers'
  | 'hangs'
  | 'cuts'
  | { readonly status: number; readonly exitCode?: string; readonly body: string };

export interface ApiPanel extends ApiPanelFiles {
  readonly origin: string;
  /** Commands with their arguments, as they came. */
  readonly asked: string[];
  mode: ApiPanelMode;
  /** For single commands, over `mode`. */
  readonly modes: Map<string, ApiPanelMode>;
  /** Refuses connections from now on. */
  readonly close: () => Promise<void>;
  /** Takes them again, at the same port. */
  readonly open: () => Promise<void>;
}

/** The gateway's own key at such a panel. */
export const ownKey = { id: 'GATEWAYGATEWAYGATEWA', secret: new Secret('gatewaysecretgatewaysecretgatewaysecret1') };
/** What the panel's answers hold beside the facts, and what must be nowhere else. */
export const panelSecrets = { smtpPassword: 'smtp-passw0rd', signOnKey: 'sign-on-k3y', resetKey: 'res3t-key' };

/** A panel with nothing but its API, which lists its files as the panel's shell scripts do: without any escaping. Stops with the test. */
export async function startApiPanel(): Promise<ApiPanel> {
  const server = createServer((request, response) => void answer(request, response));
  const listen = (port: number): Promise<void> => new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const panel: ApiPanel = {
    ...usualFiles(),
    origin: `http://127.0.0.1:${port}`,
    asked: [],
    mode: 'answers',
    modes: new Map(),
    close,
    open: () => listen(port),
  };
  onTestFinished(close);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
    const reading = readCall(request.headers['content-type'], Buffer.concat(chunks));
    if (reading.kind === 'denial') return reply(response, { status: 405, exitCode: '405', body: 'no data' });
    const { call } = reading;
    panel.asked.push([call.command, ...call.args].join(' '));
    const mode = panel.modes.get(call.command) ?? panel.mode;
    if (mode === 'hangs') return;
    if (mode === 'cuts') return void request.socket.destroy();
    reply(response, mode === 'answers' ? outcomeOf(call, panel) : mode);
  }

  return panel;
}

function outcomeOf(call: Call, panel: ApiPanel): Exclude<ApiPanelMode, string> {
  const { credential } = call;
  const isOwn =
    credential.kind === 'access-key' &&
    credential.id === ownKey.id &&
    credential.secret.reveal() === panel.keys.get(ownKey.id)?.['SECRET_ACCESS_KEY'];
  if (!isOwn) return { status: 401, exitCode: '9', body: `Error: Invalid secret key for key ${ownKey.id}` };
  const output = renderPanelList(call, panel);
  if (typeof output === 'string') return { status: output === '' ? 204 : 200, exitCode: '0', body: output.trim() };
  return { status: output.exitCode === 2 ? 422 : 400, exitCode: String(output.exitCode), body: `Error: ${output.error}` };
}

function reply(response: ServerResponse, { status, exitCode, body }: Exclude<ApiPanelMode, string>): void {
  const bytes = Buffer.from(body, 'latin1');
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=UTF-8',
    ...(exitCode !== undefined && { 'Hestia-Exit-Code': exitCode }),
    ...(status !== 204 && { 'Content-Length': String(bytes.length) }),
  });
  response.end(status === 204 ? undefined : bytes);
}

/** A key as the panel writes it. */
export function keyLines(key: { readonly secret: string; readonly user: string; readonly permissions: string }): PanelLines {
  const { secret, user, permissions } = key;
  return {
    SECRET_ACCESS_KEY: secret,
    USER: user,
    PERMISSIONS: permissions,
    COMMENT: '',
    TIME: '10:00:00',
    DATE: '2026-01-31',
  };
}

function usualFiles(): ApiPanelFiles {
  const profiles = Object.entries(shippedProfiles).map(([name, { role, commands }]): [string, PanelLines] => [
    name,
    { ROLE: role, COMMANDS: commands.join(',') },
  ]);
  const commands = 'v-list-sys-config,v-list-access-keys,v-list-access-key,v-list-apis,v-list-api,v-list-user';
  const user = (name: string): PanelLines => ({ NAME: name, RKEY: panelSecrets.resetKey, ROLE: 'user', SUSPENDED: 'no' });
  return {
    conf: {
      API: 'yes',
      API_SYSTEM: '2',
      API_ALLOWED_IP: 'allow-all',
      ROOT_USER: 'admin',
      SERVER_SMTP_PASSWD: panelSecrets.smtpPassword,
      PHPMYADMIN_KEY: panelSecrets.signOnKey,
      VERSION: '1.10.0',
    },
    keys: new Map([[ownKey.id, keyLines({ secret: ownKey.secret.reveal(), user: 'admin', permissions: 'gateway' })]]),
    profiles: new Map([...profiles, ['gateway', { ROLE: 'admin', COMMANDS: commands }]]),
    users: new Map(['admin', 'alice', 'bob'].map((name) => [name, user(name)])),
  };
}
