import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askingLines } from '../../src/ask/table/asking-lines.ts';
import { type NoticeReceiver, startNoticeReceiver } from '../support/notice-receiver.ts';
import { keys, openSite, type Site } from '../support/site.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

let site: Site;
let gateway: AskedGateway;
let receiver: NoticeReceiver;
beforeEach(async () => {
  site = await openSite();
  receiver = await startNoticeReceiver(false);
  gateway = await openAskedGateway(site, { pageFiles: new Map(), notices: { url: receiver.url } });
  await gateway.call('127.0.0.1');
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
  await site.close();
});

/** What each command is given besides. */
const operands: Readonly<Record<string, readonly string[]>> = {
  'limits show': ['192.0.2.7'],
  'bans add': ['192.0.2.7'],
  'bans remove': ['192.0.2.7'],
  suggest: ['--key', keys.alice.id],
};
const withJson = askingLines.map(({ line }) => line).filter(({ options }) => options['json'] !== undefined);

describe('--json', () => {
  test.each(withJson.map(({ name }) => name))(
    'of %s prints one JSON object and nothing else, with the same exit code',
    async (name) => {
      const words = [...name.split(' '), ...(operands[name] ?? [])];
      const plain = await gateway.hearthgate(...words);
      const { code, out } = await gateway.hearthgate(...words, '--json');

      expect(code).toBe(plain.code);
      expect(JSON.parse(out)).toEqual(expect.any(Object));
      expect(out).not.toBe(plain.out);
    },
  );

  test('is what the admin API answers', async () => {
    await gateway.hearthgate('bans', 'add', '192.0.2.7', '--for', '1h');
    const page: unknown = JSON.parse((await gateway.page('/bans')).replaceAll(/"leftSeconds":\d+/g, '"leftSeconds":0'));

    const { out } = await gateway.hearthgate('bans', 'list', '--json');

    expect(JSON.parse(out.replaceAll(/"leftSeconds": \d+/g, '"leftSeconds": 0'))).toMatchObject({
      bans: [{ subject: '192.0.2.7' }],
    });
    expect(Object.keys(JSON.parse(out))).toEqual(Object.keys(Object(page)));
  });

  test('is there for each command that shows something', () => {
    const without = askingLines.map(({ line }) => line).filter(({ options }) => options['json'] === undefined);
    expect(without.map(({ name }) => name)).toEqual(['bans export', 'bans import']);
  });

  test('of ready tells the parts', async () => {
    const { code, out } = await gateway.hearthgate('ready', '--json');
    expect([code, JSON.parse(out)]).toEqual([0, { isReady: true, parts: expect.arrayContaining(['state main: ok']) }]);
  });

  test('of check tells the configuration, its warnings and its files', async () => {
    const { code, out, err } = await gateway.hearthgate('check', '--json');
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      configuration: { 'panel main': { mode: 'enforce' } },
      warnings: expect.any(Array),
      files: expect.any(Array),
    });
  });
});
