import { describe, expect, it } from 'vitest';
import { documentOf, type PanelDocument } from '../../src/state/static/panel-document.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import { StaticDocumentReader } from '../../src/state/static/static-document-reader.ts';
import { stateWith } from '../support/facts.ts';
import { byHand, followStatic } from './followed-static.ts';

function roundTrip(state: PanelState): PanelDocument | undefined {
  const [head, ...lines] = documentOf(state, 0).map((piece): unknown => JSON.parse(JSON.stringify(piece)));
  const reader = new StaticDocumentReader();
  reader.addHead(head);
  for (const line of lines) reader.addLine(line, 'line');
  return reader.document();
}

function faultsOf(head: unknown): readonly string[] {
  const reader = new StaticDocumentReader();
  reader.addHead(head);
  expect(reader.document()).toBeUndefined();
  return reader.faults.texts();
}

const good = {
  version: 1,
  api: { accessKeys: 'all', deprecated: false },
  allowedAddresses: 'allow-all',
  accessKeys: { ALICEALICEALICEALICE: { secretSha256: 'a'.repeat(64), user: 'alice', profiles: ['mail'] } },
};

describe('a panel state as a document', () => {
  it('says what could not be read, and that no other API key exists only where that is known', () => {
    const unknown = {
      accessKeys: new Set(['UNREADABLEKEY0000001']),
      profiles: new Set(['closed']),
      users: new Set(['carol']),
      commands: new Set(['v-closed']),
      apiKeys: true,
    };
    const commands = new Map([...stateWith().commands, ['v-closed', { userArg: 0, reach: 'root' } as const]]);
    const document = roundTrip(stateWith({ unknown, commands }));
    expect(document?.facts.unknown).toEqual(unknown);
    expect(document?.facts.commands?.has('v-closed')).toBe(false);
    expect(document?.hasUnreadableApiKeys).toBe(true);
    expect(roundTrip(stateWith({ apiKeyDigests: new Set() }))?.facts.unknown.apiKeys).toBe(false);
  });

  it('written by hand without a section of API keys does not say that there is none', () => {
    const reader = new StaticDocumentReader();
    reader.addHead(good);
    expect(reader.document()).toMatchObject({ facts: { unknown: { apiKeys: true } }, hasUnreadableApiKeys: false });
  });

  it.each([
    [{ unreadable: { accessKeys: ['short'] } }, 'unreadable.accessKeys: one of the names'],
    [{ unreadable: { users: ['../x'] } }, 'unreadable.users: one of the names'],
    [{ unreadable: { commands: ['a b'] } }, 'unreadable.commands: one of the names'],
    [{ unreadable: { profiles: 'mail' } }, 'unreadable.profiles: expected a list'],
    [{ unreadable: { apiKeys: 'yes' } }, 'unreadable.apiKeys: expected true, found a text'],
    [{ unreadable: { rootUser: 'admin' } }, 'unreadable.rootUser: expected true, found a text'],
    [{ rootUser: 'admin', unreadable: { rootUser: true } }, 'unreadable.rootUser: rootUser is there, too; leave one'],
    [{ unreadable: { keys: [] } }, 'unreadable.keys: unknown field'],
    [
      { unreadable: { accessKeys: Object.keys(good.accessKeys) } },
      'unreadable.accessKeys.ALICEALICEALICEALICE: is in accessKeys, too',
    ],
  ])('is refused where what could not be read is not told plainly: %j', (changes, fault) => {
    expect(faultsOf({ ...good, ...changes })).toEqual([expect.stringContaining(fault)]);
  });
});

describe('a static file that lists what could not be read', () => {
  it('makes what depends on it unknown, and says so by part', async () => {
    const unreadable = 'unreadable: { accessKeys: [BOBBOBBOBBOBBOBBOBBO], commands: [v-list-mail-domains], apiKeys: true }\n';
    const { source, file, logged } = await followStatic({ text: byHand + unreadable });
    const state = source.current();
    expect(state?.unknown).toMatchObject({ accessKeys: new Set(['BOBBOBBOBBOBBOBBOBBO']), apiKeys: true });
    expect(state?.commands.get('v-list-mail-domains')).toEqual({ userArg: 0, reach: 'root' });
    expect(source.faults?.()).toEqual([
      {
        part: 'keys',
        total: 2,
        unknown: 1,
        first: `${file}: the collector could not read the key BOBBOBBOBBOBBOBBOBBO; its log says why`,
      },
      { part: 'commands', total: 1, unknown: 1, first: expect.stringContaining('the command v-list-mail-domains') },
      { part: 'api_keys', total: undefined, unknown: 1, first: expect.stringContaining('could not read the API keys') },
    ]);
    expect([source.problems(), logged.length]).toEqual([[], 3]);
  });

  it.each([
    [byHand.replaceAll('\n', '\r\n').replace('version: 1', 'version: 2'), 'CRLF'],
    [`\ufeff${byHand.replace('version: 1', 'version: 2')}`, 'byte order mark (BOM)'],
  ])('says first where another system wrote a file that is broken: %j', async (text, what) => {
    const { source } = await followStatic({ text });
    expect(source.problems()[0]).toContain(what);
  });
});
