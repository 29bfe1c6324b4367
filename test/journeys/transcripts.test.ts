import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import { post, type Reply } from '../support/http-client.ts';
import { judgeTranscript, snapshotOfPanel } from '../support/judge-transcript.ts';
import type { PanelFolder } from '../support/panel-folder.ts';
import { openRecordedPanel } from '../support/recorded-panel.ts';
import { answerWith, type RecordedRequest, type RecordingPanel, startRecordingPanel } from '../support/recording-panel.ts';
import { inherit, startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { readRecording, type Transcript } from '../support/transcripts.ts';

// oxlint-disable vitest/expect-expect -- each case asserts in expectRefusal or expectForwarded.

// Requests recorded from a real panel, with its answers. What the panel would refuse is refused here in its own words, and the panel sees
// nothing; what it would run reaches it as a request of the gateway's own, and its answer comes back byte for byte.

const recording = readRecording();

interface Site {
  readonly panel: RecordingPanel;
  readonly folder: PanelFolder;
  readonly gateway: TestGateway;
  /** What the same requests are judged by without a gateway. */
  readonly snapshot: Snapshot;
}

async function open(conf: Transcript['panel'], deprecated: boolean): Promise<Site> {
  const folder = await openRecordedPanel(recording, conf);
  const snapshot = await snapshotOfPanel(recording, conf, deprecated);
  const panel = await startRecordingPanel();
  const gateway = await startTestGateway({
    origin: panel.origin,
    root: folder.root,
    clients: { allow: inherit },
    auth: { allowed: { 'access-key': true, 'api-key': deprecated, password: deprecated } },
  });
  return { panel, folder, gateway, snapshot };
}

async function close(site: Site): Promise<void> {
  await site.gateway.stop();
  await site.panel.stop();
  await site.folder.remove();
}

function bytes(base64: string | null): Buffer {
  return Buffer.from(base64 ?? '', 'base64');
}

/** Plays one transcript: the panel is ready with the recorded answer. */
function play(site: Site, { request, response }: Transcript): Promise<Reply> {
  site.panel.setAnswer(() =>
    answerWith({
      status: response.status,
      headers: [
        ['Content-Type', response.contentType],
        ...(response.exitCode === null ? [] : [['Hestia-Exit-Code', response.exitCode] as const]),
      ],
      body: bytes(response.bodyBase64),
    }),
  );
  const type: Record<string, string> = request.contentType === null ? {} : { 'content-type': request.contentType };
  return post(site.gateway.url, bytes(request.bodyBase64), {
    path: request.path,
    method: request.method,
    headers: request.contentType === null ? { 'content-type': '' } : type,
  });
}

/** What traffic gave is what the request is judged to be where nothing listens and nothing is counted. */
function expectVerdict({ gateway, snapshot }: Site, transcript: Transcript): void {
  const { denial } = judgeTranscript(transcript, snapshot);
  const result = gateway.outcomes.at(-1)?.result;
  expect(result).toMatchObject(denial === undefined ? { kind: 'answered' } : { kind: 'refused', denial });
}

function expectRefusal(reply: Reply, seen: number, gateway: Transcript['gateway']): void {
  expect(seen, 'the panel receives nothing').toBe(0);
  expect(reply.status).toBe(gateway.status);
  expect(reply.headers['hestia-exit-code']).toBe(gateway.exitCode);
  expect(reply.headers['content-type']).toBe('text/html; charset=UTF-8');
  // A body of null stands for any text of the panel's form.
  expect(gateway.body === null ? /^Error: ./.test(reply.body) : reply.body).toBe(gateway.body ?? true);
}

function expectForwarded(reply: Reply, requests: readonly RecordedRequest[], { request, response }: Transcript): void {
  expect(requests).toHaveLength(1);
  const [received] = requests;
  expect(`${received?.method} ${received?.path}`).toBe('POST /api/');
  expect(headerNames(received)).toEqual([
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
    'x-forwarded-for',
    'x-request-id',
  ]);
  expect(formOf(received?.body ?? Buffer.alloc(0))).toEqual(canonicalOf(request));
  expect(reply.status).toBe(response.status);
  expect(reply.headers['content-type']).toBe(response.contentType);
  expect(reply.headers['hestia-exit-code']).toBe(response.exitCode ?? undefined);
  expect(reply.body).toBe(bytes(response.bodyBase64).toString('latin1'));
}

function headerNames(received: RecordedRequest | undefined): string[] {
  return (received?.rawHeaders ?? [])
    .filter((_, index) => index % 2 === 0)
    .map((name) => name.toLowerCase())
    .toSorted();
}

function decode(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

/** Fields in the order in which they are written; the bodies of transcripts are plain enough for so simple a reader. */
function formOf(body: Buffer): [string, string][] {
  return body
    .toString('latin1')
    .split('&')
    .map((pair) => [decode(pair.slice(0, pair.indexOf('='))), decode(pair.slice(pair.indexOf('=') + 1))]);
}

function clientFields(request: Transcript['request']): Map<string, string> {
  const body = bytes(request.bodyBase64);
  const text = body.toString('latin1');
  if (text.startsWith('{')) {
    const members = Object.entries(JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    return new Map(members.filter(([, value]) => value !== null).map(([name, value]) => [name, String(value)]));
  }
  if (request.contentType?.startsWith('multipart/') === true) {
    return new Map([...text.matchAll(/name="(\w+)"\r\n\r\n([^]*?)\r\n--/g)].map(([, name = '', value = '']) => [name, value]));
  }
  return new Map(formOf(body));
}

/** What the gateway is to write: the winning credential, `returncode` where it was sent, the command, the arguments without gaps. */
function canonicalOf(request: Transcript['request']): [string, string][] {
  const fields = clientFields(request);
  const [, id, secret] = /^(\w{20}):(.{40})$/.exec(fields.get('hash') ?? '') ?? [];
  if (id !== undefined && secret !== undefined) {
    fields.set('access_key', id);
    fields.set('secret_key', secret);
  }
  const credential = fields.has('access_key') ? ['access_key', 'secret_key'] : ['hash', 'user', 'password'];
  const args = [...fields].filter(([name]) => /^arg\d+$/.test(name)).map(([, value], index) => [`arg${index + 1}`, value.trim()]);
  const returncode = fields.get('returncode');
  return [
    ...credential.filter((name) => fields.has(name)).map((name) => [name, fields.get(name) ?? '']),
    ...(returncode === undefined ? [] : [['returncode', returncode === 'yes' ? 'yes' : 'no']]),
    ['cmd', (fields.get('cmd') ?? '').trim()],
    ...args,
  ] as [string, string][];
}

const asksForExitCode = ({ request }: Transcript): boolean =>
  /returncode\W+yes/.test(bytes(request.bodyBase64).toString('latin1'));
const confs = [...new Set(recording.transcripts.map(({ panel }) => JSON.stringify(panel)))];

it('knows every recorded case', () => {
  expect(recording.transcripts).toHaveLength(95);
});

describe.each(confs)('panel with %s', (conf) => {
  let strict: Site;
  let wide: Site;
  // Those that ask for the bare exit code come last: it is remembered of their address, for answers whose bodies are not read in whole.
  const cases = recording.transcripts
    .filter(({ panel }) => JSON.stringify(panel) === conf)
    .toSorted((a, b) => Number(asksForExitCode(a)) - Number(asksForExitCode(b)));

  beforeAll(async () => {
    const panel = JSON.parse(conf) as Transcript['panel'];
    [strict, wide] = await Promise.all([open(panel, false), open(panel, true)]);
  });
  afterAll(() => Promise.all([close(strict), close(wide)]));

  it.each(cases.map((transcript) => [transcript.id, transcript] as const))('%s', async (_id, transcript) => {
    const site = transcript.gateway.onlyWith === undefined ? strict : wide;
    const before = site.panel.requests.length;
    const reply = await play(site, transcript);
    const seen = site.panel.requests.slice(before);
    expectVerdict(site, transcript);
    if (transcript.gateway.kind === 'refuse') expectRefusal(reply, seen.length, transcript.gateway);
    else expectForwarded(reply, seen, transcript);
  });

  const deprecated = cases.filter(({ gateway }) => gateway.onlyWith !== undefined);
  it.each(deprecated.map((transcript) => [transcript.id, transcript] as const))(
    '%s is denied by default',
    async (_id, transcript) => {
      const before = strict.panel.requests.length;
      const reply = await play(strict, transcript);
      expectVerdict(strict, transcript);
      expectRefusal(reply, strict.panel.requests.length - before, {
        kind: 'refuse',
        status: 400,
        exitCode: '11',
        body: asksForExitCode(transcript) ? '11' : 'Error: API has been disabled',
      });
    },
  );
});
