import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noticeKinds } from '../../src/domain/notices/notice.ts';
import type { NoticesSettings } from '../../src/domain/policy/settings.ts';
import { createGateway } from '../../src/gateway.ts';
import { defaultSettings } from '../support/default-settings.ts';
import { listenWith } from '../support/listen-with.ts';
import { answers, noticeCaFile, type NoticeReceiver, noticeSecret, startNoticeReceiver } from '../support/notice-receiver.ts';
import { openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

// A gateway whose last run of doctor found a fault: it has one notice to send.

let folder = '';
let site: Site;
let first: NoticeReceiver;
let second: NoticeReceiver;
let stop: () => Promise<void>;
let use: (notices: NoticesSettings | undefined) => Promise<void>;
const log: string[] = [];
const note = (text: string, fields: object = {}): void => void log.push(`${text} ${JSON.stringify(fields)}`);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'notices-'));
  writeFileSync(join(folder, 'secret'), `${noticeSecret}\n`, { mode: 0o600 });
  [site, first, second] = await Promise.all([openSite(), startNoticeReceiver(), startNoticeReceiver()]);
  log.length = 0;
});
afterEach(async () => {
  await stop();
  await Promise.all([site.close(), first.stop(), second.stop()]);
  rmSync(folder, { recursive: true });
});

function noticesTo(receiver: NoticeReceiver, changes: Partial<NoticesSettings> = {}): NoticesSettings {
  const { origin } = new URL(receiver.url);
  const kinds = new Set(noticeKinds);
  return { url: receiver.url, origin, secretFile: join(folder, 'secret'), caFile: noticeCaFile, kinds, ...changes };
}

async function open(notices: NoticesSettings | undefined): Promise<void> {
  const [panel] = defaultSettings.panels;
  if (panel === undefined) throw new Error('there is a default panel');
  const settings = {
    ...defaultSettings,
    listen: [listenWith({})],
    admin: undefined,
    audit: { ...defaultSettings.audit, file: '/dev/null' },
    panels: [
      {
        ...panel,
        upstream: { ...panel.upstream, origin: site.panel.origin },
        state: { ...panel.state, source: { kind: 'files', root: site.folder.root } as const },
      },
    ],
  };
  const gateway = createGateway(
    { ...settings, notices },
    {
      clock: { monotonicMs: () => performance.now(), wallMs: () => Date.now() },
      log: { debug: note, info: note, warn: note, error: note },
      doctorGrade: () => ({ grade: 2, atSeconds: 1_800_000_000 }),
      lookForNoticesEveryMs: 5,
    },
  );
  ({ stop } = gateway);
  use = (next) => gateway.use({ ...settings, notices: next });
  await gateway.start();
}

describe('a reload', () => {
  test('begins to send notices, and sends them to another receiver', async () => {
    await open(undefined);
    await use(noticesTo(first));
    await until(() => first.received.length === 1);
    await use(noticesTo(second));
    await use(noticesTo(first, { kinds: new Set(['panel.lost']) }));
    expect(second.received).toEqual([]);
  });

  test('sends what waits to the new receiver, with the new secret', async () => {
    first.answer = answers(500);
    writeFileSync(join(folder, 'other'), `whsec_${Buffer.alloc(32, 1).toString('base64')}\n`, { mode: 0o600 });
    await open(noticesTo(first, { secretFile: join(folder, 'other') }));
    await until(() => first.received.length === 1);
    await use(noticesTo(second));
    await until(() => second.received.length === 1);
    const ids = [first, second].map(({ received }) => received.map(({ headers, isSigned }) => [headers['webhook-id'], isSigned]));
    const [[id] = []] = ids[0] ?? [];
    expect(ids).toEqual([[[id, false]], [[id, true]]]);
  });

  test('changes nothing where the secret or the authorities cannot be used, and tells each fault', async () => {
    await open(noticesTo(first, { kinds: new Set(['panel.lost']) }));
    writeFileSync(join(folder, 'bad'), 'hunter2\n');
    const faults = [
      [{ secretFile: join(folder, 'bad') }, /bad: expected whsec_ and 24 to 64 bytes in base64 on a line, found something else/],
      [{ caFile: join(folder, 'bad') }, /bad: expected certificates of authorities in PEM, found something else/],
      [{ secretFile: join(folder, 'none') }, /ENOENT.*none/],
    ] as const;
    for (const [changes, words] of faults) {
      const fault = await use(noticesTo(second, changes)).catch((error: unknown) => error);
      expect(fault).toMatchObject({ errors: [{ message: expect.stringMatching(words) }] });
    }
    expect([first.received, second.received]).toEqual([[], []]);
  });

  test('forgets what waits where there are no notices any more', async () => {
    first.answer = answers(500);
    await open(noticesTo(first));
    await until(() => first.received.length === 1);
    await use(undefined);
    await stop();
    expect(log.filter((line) => line.includes('lost'))).toEqual([]);
  });
});

describe('a stop', () => {
  test('waits for no receiver, and says what is lost', async () => {
    let isHungUp: Promise<unknown> = Promise.reject(new Error('nothing came'));
    isHungUp.catch(() => undefined);
    first.answer = (response) => {
      isHungUp = new Promise((resolve) => response.once('close', resolve));
    };
    await open(noticesTo(first));
    await until(() => first.received.length === 1);
    await stop();
    await isHungUp;
    expect(log).toContain('notices that were not delivered yet are lost {"notices":1}');
  });
});
