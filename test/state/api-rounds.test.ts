import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { type ApiPanel, keyLines, ownKey, startApiPanel } from '../support/api-panel.ts';
import { panelAsk } from '../support/panel-ask.ts';
import { apiSource, stateOf } from './api-source.ts';
import { until } from '../support/until.ts';
import { aliceKey, rootKey } from './sources/contract.ts';
import { movableClock } from './sources/movable-clock.ts';

const minuteMs = 60_000;
const lists = ['v-list-sys-config json', 'v-list-access-keys  json'];

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
  panel.keys.set(aliceKey.id, keyLines(aliceKey));
});

interface Followed {
  readonly source: PanelStateSource;
  readonly advance: (ms: number) => void;
  /** A round as the timer makes it, and what was asked in it. */
  readonly round: () => Promise<readonly string[]>;
}

async function follow(): Promise<Followed> {
  const { clock, advance } = movableClock();
  const source = apiSource({ ask: panelAsk(panel.origin), clock });
  await source.start();
  // A new key is asked for twice; the second time may come after the start.
  await until(
    () =>
      panel.asked.filter((asked) => asked.startsWith('v-list-access-key ')).length >= 2 &&
      stateOf(source).unknown.accessKeys.size === 0,
  );
  return {
    source,
    advance,
    round: async () => {
      panel.asked.length = 0;
      await source.refresh({ kind: 'new' });
      return [...panel.asked];
    },
  };
}

function details(): readonly string[] {
  return ['v-list-apis json', ...[...panel.profiles.keys()].map((name) => `v-list-api ${name} json`), 'v-list-user admin json'];
}

describe('a round', () => {
  it('asks for the two lists alone, and the state is as old as they are', async () => {
    const { source, advance, round } = await follow();
    const before = stateOf(source);
    advance(5 * minuteMs);

    expect(await round()).toEqual(lists);
    expect(stateOf(source).readAtMs - before.readAtMs).toBeGreaterThanOrEqual(5 * minuteMs);
  });

  it('asks for profiles and users, too, an hour after they were asked for', async () => {
    const { advance, round } = await follow();
    advance(59 * minuteMs);
    expect(await round()).toEqual(lists);
    advance(minuteMs);
    expect(await round()).toEqual([...lists, ...details(), 'v-list-user alice json']);
    expect(await round()).toEqual(lists);
  });

  it('finds what it read in the one before still known, however far apart they are', async () => {
    const { clock, advance } = movableClock();
    const source = apiSource({ ask: panelAsk(panel.origin), clock, settings: { everyMs: 360 * minuteMs } });
    await source.start();
    advance(400 * minuteMs);
    panel.modes.set('v-list-apis', 'cuts');
    await source.refresh({ kind: 'new' });

    expect([stateOf(source).unknown.profiles.size, stateOf(source).unknown.users.size]).toEqual([0, 0]);
  });

  const changes: Readonly<Record<string, () => void>> = {
    'a key is new': () => void panel.keys.set(rootKey.id, { ...keyLines(rootKey), PERMISSIONS: 'billing' }),
    'a key is gone': () => void panel.keys.delete(aliceKey.id),
    'a key has other permissions': () => void panel.keys.set(aliceKey.id, keyLines({ ...aliceKey, permissions: 'billing' })),
    'a key has another user': () => void panel.keys.set(aliceKey.id, keyLines({ ...aliceKey, user: 'bob' })),
    'the root user is another': () => void (panel.conf = { ...panel.conf, ROOT_USER: 'alice' }),
  };

  it.each(Object.entries(changes))('asks for them at once where %s', async (_what, change) => {
    const { round } = await follow();
    change();
    expect(await round()).toEqual(expect.arrayContaining(details().slice(0, -1)));
    expect((await round()).filter((asked) => !asked.startsWith('v-list-access-key '))).toEqual(lists);
  });

  it('asks whether a key of which nothing but its COMMENT changed has the same secret, and the key counts meanwhile', async () => {
    const { source, round } = await follow();
    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), COMMENT: 'of the shop' });
    panel.modes.set('v-list-access-key', 'cuts');
    expect(await round()).toEqual([...lists, `v-list-access-key ${aliceKey.id} json`]);
    expect(stateOf(source).accessKeys.has(aliceKey.id)).toBe(true);

    panel.modes.clear();
    expect(await round()).toEqual([...lists, `v-list-access-key ${aliceKey.id} json`]);
    expect(await round()).toEqual(lists);
    expect(stateOf(source).accessKeys.has(aliceKey.id)).toBe(true);
  });

  it('makes the state younger before profiles and users are answered', async () => {
    const { source, advance, round } = await follow();
    panel.modes.set('v-list-apis', 'hangs');
    advance(60 * minuteMs);
    const before = stateOf(source).readAtMs;
    const asked = round();
    await until(() => stateOf(source).readAtMs > before);

    expect(panel.asked.at(-1)).not.toMatch(/^v-list-user/);
    await source.stop();
    await asked;
  });
});

describe('a doubt', () => {
  it('asks for all but the secrets, and for that of the key that is in doubt', async () => {
    const { source } = await follow();
    panel.asked.length = 0;
    await source.refresh({ kind: 'doubt', accessKey: aliceKey.id });

    expect(panel.asked).toEqual([...lists, ...details(), 'v-list-user alice json', `v-list-access-key ${aliceKey.id} json`]);
    expect(stateOf(source).accessKeys.has(aliceKey.id)).toBe(true);
  });

  it('leaves the state as old as the doubt until all of that was asked for', async () => {
    const { source } = await follow();
    const before = stateOf(source).readAtMs;
    panel.modes.set('v-list-user', 'hangs');
    panel.keys.set(rootKey.id, { ...keyLines(rootKey), PERMISSIONS: 'billing' });
    const asked = source.refresh({ kind: 'doubt', accessKey: aliceKey.id });
    const doubtedAtMs = performance.now();
    await until(() => panel.asked.includes('v-list-user admin json') && stateOf(source).unknown.accessKeys.has(rootKey.id));
    expect(stateOf(source).readAtMs).toBeLessThanOrEqual(doubtedAtMs);
    expect(stateOf(source).readAtMs).toBeGreaterThanOrEqual(before);

    await source.stop();
    await asked;
  });

  it('is over when all of that was asked for, also where an answer was none of the command', async () => {
    const { source, advance } = await follow();
    panel.modes.set('v-list-user', { status: 200, exitCode: '0', body: 'oops' });
    advance(1);
    const before = stateOf(source).readAtMs;
    await source.refresh({ kind: 'doubt', accessKey: aliceKey.id });
    advance(5 * minuteMs);
    await source.refresh({ kind: 'new' });

    expect(stateOf(source).readAtMs - before).toBeGreaterThanOrEqual(5 * minuteMs);
  });

  it('makes a key unknown whose secret is another one, until two readings of that agree', async () => {
    const { source } = await follow();
    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), SECRET_ACCESS_KEY: rootKey.secret });
    const before = stateOf(source).accessKeys.get(aliceKey.id)?.secretDigest;
    await source.refresh({ kind: 'doubt', accessKey: aliceKey.id });
    await until(() => stateOf(source).accessKeys.has(aliceKey.id));

    expect(stateOf(source).accessKeys.get(aliceKey.id)?.secretDigest).not.toEqual(before);
  });
});

describe('a day of a panel with 30 keys of nine users', () => {
  it('is fewer than 1,000 questions, each of which is a line in the history of the root user', async () => {
    const users = Array.from({ length: 8 }, (_, index) => `user${index}`);
    for (const name of users) panel.users.set(name, { NAME: name, SUSPENDED: 'no' });
    panel.keys.clear();
    panel.keys.set(ownKey.id, keyLines({ secret: ownKey.secret.reveal(), user: 'admin', permissions: 'gateway' }));
    for (let index = 1; index < 30; index += 1) {
      const id = `KEY${String(index).padStart(17, '0')}`;
      panel.keys.set(id, keyLines({ ...aliceKey, user: users[index % users.length] ?? '' }));
    }
    const { source, advance } = await follow();
    expect(stateOf(source).accessKeys.size).toBe(30);
    panel.asked.length = 0;
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
      advance(5 * minuteMs);
      await source.refresh({ kind: 'new' });
    }

    expect(source.problems()).toEqual([]);
    expect(panel.asked.length).toBe(288 * 2 + 24 * (1 + panel.profiles.size + 9));
    expect(panel.asked.length).toBeLessThan(1_000);
  });
});

describe('the secrets of keys', () => {
  it('are not waited for: the state is there before them, and each key counts when its own is confirmed', async () => {
    const source = apiSource({ ask: panelAsk(panel.origin), timings: { agreeMs: 3_600_000 } });
    void source.start();
    await until(() => source.current() !== undefined);
    await until(() => panel.asked.filter((asked) => asked.startsWith('v-list-access-key ')).length === 2);

    expect(stateOf(source).accessKeys.size).toBe(0);
    expect(stateOf(source).unknown.accessKeys).toEqual(new Set([ownKey.id, aliceKey.id]));
    expect(source.faults?.()).toEqual([]);
    await source.stop();
  });

  it('are asked for a second time when that is due, before those of keys that have not been asked for yet', async () => {
    for (let index = 0; index < 10; index += 1) panel.keys.set(`KEY${String(index).padStart(17, '0')}`, keyLines(aliceKey));
    const { clock, advance } = movableClock();
    const asks = panelAsk(panel.origin);
    const source = apiSource({
      ask: (call) => {
        if (call.command === 'v-list-access-key') advance(500);
        return asks(call);
      },
      clock,
      timings: { agreeMs: 1_000 },
    });
    await source.start();

    const asked = panel.asked.filter((each) => each.startsWith('v-list-access-key ')).map((each) => each.split(' ')[1]);
    expect(asked.lastIndexOf(ownKey.id)).toBeLessThan(5);
    expect(stateOf(source).accessKeys.size).toBe(12);
  });
});
