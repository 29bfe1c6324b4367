import { parseAddress } from '../../src/domain/address/address.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { Log, LogFields } from '../../src/domain/log.ts';
import type { PanelCall, PanelClient } from '../../src/domain/gateway/panel-client.ts';
import { Secret } from '../../src/domain/secret.ts';
import { createPoolClient, type PoolClient } from '../../src/forward/pool/pool-client.ts';
import { readCommandTable } from '../../src/hestia/files/command-table.ts';
import { LeavingClient } from '../support/leaving-client.ts';
import { type RecordingPanel, type Reply, startRecordingPanel } from '../support/recording-panel.ts';
import { type UpstreamChanges, upstreamWith } from '../support/upstream-with.ts';

export const secret = 'admAll-secret-0123456789-abcdefghij=_XYZ';

/** A good call with an access key. */
export function panelCall(parts: Partial<PanelCall> = {}): PanelCall {
  const address = parseAddress('192.0.2.7');
  if (address === undefined) throw new Error('192.0.2.7 is an address');
  return {
    call: {
      credential: { kind: 'access-key', id: 'ADMINALLKEY000000001', secret: new Secret(secret) },
      command: 'v-list-user',
      args: ['alice', 'json'],
      returncode: undefined,
    },
    caller: 'ROOT',
    requestId: '000102030405060708090a0b0c0d0e0f',
    address,
    rootUser: 'admin',
    user: 'alice',
    stateReadAtMs: 0,
    reservation: undefined,
    client: new LeavingClient(),
    sending: () => undefined,
    ...parts,
  };
}

type Upstream = UpstreamChanges & { readonly origin: string };

interface RecordedLog extends Log {
  readonly lines: readonly string[];
}

interface StartedClient {
  readonly client: PoolClient;
  readonly log: RecordedLog;
}

/** One call at a time, a short queue, unless told. */
export function startClient(parts: Upstream, clock: Clock = systemClock): StartedClient {
  const log = recordingLog();
  const usual = {
    origin: parts.origin,
    tls: { verify: 'system', serverName: undefined },
    concurrency: { calls: 1, queue: 4, waitMs: 10_000 },
    timeoutMs: 10_000,
    maxAnswerBytes: 1_048_576,
  } as const;
  const settings = upstreamWith(usual, parts);
  return { client: createPoolClient(settings, { clock, log, commands: readCommandTable() }), log };
}

/** A panel that answers so, and a client of it. */
export async function startPair(
  answer: () => Reply,
  parts: UpstreamChanges = {},
  clock: Clock = systemClock,
): Promise<StartedClient & { readonly panel: RecordingPanel }> {
  const panel = stopLater(await startRecordingPanel({ answer }));
  return { panel, ...startClient({ origin: panel.origin, ...parts }, clock) };
}

const running: RecordingPanel[] = [];

export function stopLater(panel: RecordingPanel): RecordingPanel {
  running.push(panel);
  return panel;
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((panel) => panel.stop()));
}

/** How a call ended: `answer`, or the reason of the denial. */
export async function ended(client: PanelClient, parts: Partial<PanelCall> = {}): Promise<string> {
  const outcome = await client.send(panelCall(parts));
  return outcome.kind === 'answer' ? 'answer' : outcome.denial.reason;
}

/** Something that a test holds back until it opens the gate. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open?.() };
}

/** Whether a promise is settled after the event loop has gone round some times. */
export async function isSettledSoon(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
  return isSettled;
}

function recordingLog(): RecordedLog {
  const lines: string[] = [];
  const write = (message: string, fields?: LogFields): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { lines, debug: write, info: write, warn: write, error: write };
}
