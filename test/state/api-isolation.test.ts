import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { type ApiPanel, keyLines, startApiPanel } from '../support/api-panel.ts';
import { panelAsk } from '../support/panel-ask.ts';
import { apiSource, recordingLog, stateOf } from './api-source.ts';
import { until } from '../support/until.ts';
import { aliceKey, rootKey } from './sources/contract.ts';
import { movableClock } from './sources/movable-clock.ts';
import { verdict } from './sources/verdict.ts';

const bobKey = {
  id: 'BOBBOBBOBBOBBOBBOBBO',
  secret: 'bobsecretbobsecretbobsecretbobsecretbob1',
  user: 'bob',
  permissions: 'dns',
};

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
  panel.keys.set(aliceKey.id, keyLines(aliceKey));
  panel.keys.set(bobKey.id, keyLines(bobKey));
  panel.profiles.set('dns', { ROLE: 'user', COMMANDS: 'v-list-dns-records' });
});

interface Followed {
  readonly source: PanelStateSource;
  readonly logged: readonly string[];
  readonly advance: (ms: number) => void;
  /** What becomes of each one's own call. */
  readonly verdicts: () => Promise<{ readonly alice: string; readonly bob: string }>;
}

async function follow(): Promise<Followed> {
  const { clock, advance } = movableClock();
  const { log, logged } = recordingLog();
  const source = apiSource({ ask: panelAsk(panel.origin), clock, log });
  await source.start();
  const verdictOf = (key: typeof bobKey, command: string): Promise<string> =>
    verdict({ key, command, user: key.user }, source.current(), clock);
  return {
    source,
    logged,
    advance,
    verdicts: async () => ({
      alice: await verdictOf(aliceKey, 'v-list-mail-domains'),
      bob: await verdictOf(bobKey, 'v-list-dns-records'),
    }),
  };
}

const comments = {
  'makes the JSON invalid': 'say "hello"',
  'makes another user of its owner': `x", "USER": "admin", "COMMENT": "y`,
  'makes other permissions': `x", "PERMISSIONS": [], "COMMENT": "y`,
  'adds a field': `x", "ROLE": "admin`,
  'closes the entry': 'x"}',
  'is a backslash before the quote that ends it': 'x\\',
  'begins another key': `x", "TIME": "10:00:00", "DATE": "2026-01-31"}, "${rootKey.id}": {"ACCESS_KEY_ID": "${rootKey.id}", "USER": "admin", "PERMISSIONS": ["billing"], "COMMENT": "y`,
};

describe.each(Object.entries(comments))('a COMMENT with a quote that %s', (_how, COMMENT) => {
  it('concerns no other key, and makes its own key unknown after a grace of five seconds', async () => {
    const { source, advance, verdicts } = await follow();
    const before = stateOf(source);
    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), COMMENT });
    await source.refresh();
    expect(stateOf(source).accessKeys).toEqual(before.accessKeys);

    advance(5_000);
    await source.refresh();
    expect(await verdicts()).toEqual({ alice: 'state_unavailable', bob: 'permitted' });
    expect([...stateOf(source).unknown.accessKeys]).toEqual([aliceKey.id]);
    expect(stateOf(source).accessKeys.has(rootKey.id)).toBe(false);
    expect(stateOf(source).readAtMs).toBeGreaterThan(before.readAtMs);
    expect(source.readings().incomplete).toBe(0);
  });

  it('is named, and forgotten when it is taken out', async () => {
    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), COMMENT });
    const { source, logged, verdicts } = await follow();

    const first = expect.stringMatching(
      `^access key ${aliceKey.id} is off: v-list-access-keys json: its line cannot be read: .*take it out`,
    );
    expect(source.faults?.()).toEqual([{ part: 'keys', total: 3, unknown: 1, first }]);
    expect(logged.join('\n')).toMatch(new RegExp(`^warn access key ${aliceKey.id} is off: `));
    expect(await verdicts()).toEqual({ alice: 'state_unavailable', bob: 'permitted' });

    panel.keys.set(aliceKey.id, keyLines(aliceKey));
    await source.refresh();
    await until(() => stateOf(source).accessKeys.has(aliceKey.id));
    expect(source.faults?.()).toEqual([]);
  });
});

describe('several keys that are off', () => {
  it('are all named', async () => {
    for (const key of [aliceKey, bobKey]) panel.keys.set(key.id, { ...keyLines(key), COMMENT: '"' });
    panel.keys.set(rootKey.id, keyLines(rootKey));
    const { source } = await follow();

    const told = [...(source.faults?.().map(({ first }) => first) ?? []), ...(source.notices?.() ?? [])];
    expect(source.faults?.()).toMatchObject([{ part: 'keys', total: 4, unknown: 3 }]);
    for (const { id } of [aliceKey, bobKey, rootKey]) expect(told.join('\n')).toContain(`access key ${id} is off: `);
  });
});

describe('two lines of one key', () => {
  it('make that key unknown, and no other', async () => {
    const asks = panelAsk(panel.origin);
    const source = apiSource({
      ask: async (call) => {
        const answer = await asks(call);
        if (call.command !== 'v-list-access-keys') return answer;
        const lines = answer.body.toString('latin1').split('\n');
        const twice = lines.flatMap((line) => (line.includes(aliceKey.id) ? [line.replace(/,?$/, ','), line] : [line]));
        return { ...answer, body: Buffer.from(twice.join('\n'), 'latin1') };
      },
    });
    await source.start();

    expect([...stateOf(source).unknown.accessKeys]).toEqual([aliceKey.id]);
    expect(stateOf(source).accessKeys.has(bobKey.id)).toBe(true);
    expect(source.faults?.()[0]?.first).toContain('it is listed twice');
  });
});

describe('a profile in double quotes', () => {
  const quoted = { ROLE: '"user"', COMMANDS: '"v-list-mail-domains,v-list-mail-accounts"' };

  it('allows nothing, concerns no other profile, and is named', async () => {
    panel.profiles.set('mail-accounts', quoted);
    const { source, logged, verdicts } = await follow();

    expect(await verdicts()).toEqual({ alice: 'command_not_allowed', bob: 'permitted' });
    expect(source.notices?.()).toEqual([
      expect.stringMatching(/^profile mail-accounts allows nothing: v-list-api mail-accounts json: .*quote/),
    ]);
    expect(logged.join('\n')).toMatch(/^warn profile mail-accounts allows nothing: /);
    expect([source.problems(), source.faults?.(), source.readings().incomplete]).toEqual([[], [], 0]);
  });

  it('keeps its last good form for five seconds, and is then asked for once more, because it may have been half written', async () => {
    const { source, advance, verdicts } = await follow();
    panel.profiles.set('mail-accounts', {});
    await source.refresh();
    expect(await verdicts()).toEqual({ alice: 'permitted', bob: 'permitted' });

    panel.profiles.set('mail-accounts', { ROLE: 'user', COMMANDS: 'v-list-mail-domains' });
    panel.profiles.set('dns', quoted);
    await source.refresh();
    advance(5_000);
    await source.refresh();
    expect(await verdicts()).toEqual({ alice: 'permitted', bob: 'command_not_allowed' });
  });
});

describe("a quote in a user's name", () => {
  it.each(['"', 'x", "SUSPENDED": "no'])('makes that user unknown after the grace, and no other: %s', async (NAME) => {
    const { source, advance, verdicts } = await follow();
    panel.users.set('alice', { NAME, SUSPENDED: 'yes' });
    await source.refresh();
    advance(5_000);
    await source.refresh();

    expect(await verdicts()).toEqual({ alice: 'state_unavailable', bob: 'permitted' });
    expect(source.faults?.()).toEqual([
      {
        part: 'users',
        total: 3,
        unknown: 1,
        first: expect.stringMatching(/^user alice: the user's keys do not work: v-list-user alice json: /),
      },
    ]);
    expect(source.problems()).toEqual([]);
  });
});

describe('an answer that is none of the command', () => {
  const page = { status: 200, exitCode: '0', body: '<html><h1>Internal Server Error</h1></html>' };

  it.each(['v-list-user', 'v-list-api'])(
    'to %s leaves what was known, and the age of the state is that of the lists',
    async (command) => {
      const { source, verdicts } = await follow();
      const before = stateOf(source);
      panel.modes.set(command, page);
      await source.refresh();

      expect(await verdicts()).toEqual({ alice: 'permitted', bob: 'permitted' });
      expect(stateOf(source).readAtMs).toBeGreaterThan(before.readAtMs);
      expect(source.problems().join('\n')).toContain(`the panel's API: ${command} `);
    },
  );

  it.each(['v-list-user', 'v-list-api'])(
    'to %s from the start, or for two hours, makes unknown what it is about',
    async (command) => {
      panel.modes.set(command, page);
      const { source, advance, verdicts } = await follow();
      expect(await verdicts()).toEqual({ alice: 'state_unavailable', bob: 'state_unavailable' });

      panel.modes.delete(command);
      await source.refresh();
      await until(() => stateOf(source).accessKeys.has(aliceKey.id));
      expect(await verdicts()).toEqual({ alice: 'permitted', bob: 'permitted' });

      panel.modes.set(command, page);
      advance(7_200_000);
      await source.refresh();
      expect(await verdicts()).toEqual({ alice: 'state_unavailable', bob: 'state_unavailable' });
    },
  );
});
