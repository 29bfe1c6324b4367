import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NoticeFields, noticeKinds, sentKinds } from '../../src/domain/notices/notice.ts';
import { Secret } from '../../src/domain/secret.ts';
import { signatureOf } from '../../src/notices/signature.ts';
import { summaryOf } from '../../src/notices/summary.ts';
import { describeWith } from '../support/servers.ts';
import { readProjectFile } from '../support/source-files.ts';

const manual = readProjectFile('docs/notices.md');

/** Each field, once: one that is missing here does not compile. */
const fields: Readonly<Record<keyof NoticeFields | 'host', true>> = {
  host: true,
  panel: true,
  key: true,
  user: true,
  network: true,
  command: true,
  accepted: true,
  firstUse: true,
  cause: true,
  level: true,
  seconds: true,
  reason: true,
  file: true,
  expires: true,
  grade: true,
  of: true,
  count: true,
};

/** The first cells of the tables that begin with a word. */
function namesIn(head: string): readonly string[] {
  const tables = manual.matchAll(new RegExp(`^\\| ${head} .*\\n\\|[-| ]+\\n((?:\\|.*\\n)+)`, 'gm'));
  return [...tables].flatMap(([, rows = '']) => [...rows.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name));
}

describe('the manual of notices', () => {
  test('has every kind, and no other', () => {
    expect(namesIn('`type`')).toEqual([...sentKinds]);
    expect(sentKinds.slice(0, noticeKinds.length)).toEqual([...noticeKinds]);
  });

  test('has every field, and no other', () => {
    expect(namesIn('field').toSorted()).toEqual(Object.keys(fields).toSorted());
  });

  test('shows one as it is', () => {
    const shown = JSON.parse(blockOf('json'));
    const { host: _host, ...data } = shown.data;
    expect(shown.summary).toBe(summaryOf({ kind: shown.type, atMs: 0, fields: data }));
  });
});

function blockOf(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(manual)?.[1] ?? '';
}

const secret = Buffer.from('0123456789abcdef0123456789abcdef', 'latin1');
const body = `{"summary":"ümlaut 'and' $quotes \`x\` %s"}\n`;

interface Sent {
  readonly by?: Buffer;
  readonly ageSeconds?: number;
  readonly read?: string;
  readonly second?: boolean;
}

/** What each of the programs in the manual says of a notice. */
function verified(
  command: string,
  file: string,
  { by = secret, ageSeconds = 0, read = body, second = false }: Sent,
): number | null {
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const secrets = [...(second ? [Buffer.alloc(32, 9)] : []), by].map((bytes) => new Secret(bytes.toString('latin1')));
  const id = 'msg_0123456789abcdef';
  const signatures = signatureOf({ id, timestamp, body }, secrets);
  const args = [file, `whsec_${secret.toString('base64')}`, id, String(timestamp), signatures];
  const { status, stderr } = spawnSync(command, args, { input: read, encoding: 'utf8' });
  return stderr === '' ? status : null;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const programs = [
  { language: 'bash', server: 'openssl', command: 'bash', file: 'verify.sh' },
  { language: 'php', server: 'php', command: 'php', file: 'verify.php' },
  { language: 'python', server: 'python3', command: 'python3', file: 'verify.py' },
] as const;

for (const { language, server, command, file } of programs) {
  describeWith(server, `the program of the manual in ${language}`, () => {
    judges(language, command, file);
  });
}
describe('the program of the manual in Node', () => {
  judges('js', process.execPath, 'verify.mjs');
});

function judges(language: string, command: string, name: string): void {
  test('takes a notice of the gateway, and no other', () => {
    const file = join(folder, name);
    writeFileSync(file, blockOf(language));
    const judged = [
      {},
      { second: true },
      { ageSeconds: 290 },
      { read: `${body} ` },
      { read: body.trimEnd() },
      { by: Buffer.alloc(32, 8) },
      { ageSeconds: 310 },
      { ageSeconds: -310 },
    ].map((sent) => verified(command, file, sent));
    expect(judged).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
  });
}
