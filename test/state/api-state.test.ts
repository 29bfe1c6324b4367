import { beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/secret.ts';
import { type ApiPanel, keyLines, ownKey, startApiPanel } from '../support/api-panel.ts';
import { panelAsk } from '../support/panel-ask.ts';
import { type ApiSourceOptions, apiSource, recordingLog, stateOf } from './api-source.ts';
import { until } from '../support/until.ts';
import { aliceKey, rootKey } from './sources/contract.ts';
import { movableClock } from './sources/movable-clock.ts';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
  panel.keys.set(aliceKey.id, keyLines(aliceKey));
});

type Options = Omit<ApiSourceOptions, 'ask'>;
const sourceOf = (options: Options = {}) => apiSource({ ask: panelAsk(panel.origin), ...options });

describe('a reading', () => {
  it('asks for the configuration, the keys, the profiles, the owners and then each new key, one after the other', async () => {
    const source = sourceOf({ timings: { agreeMs: 1_000 } });
    await source.start();

    expect(panel.asked).toEqual([
      'v-list-sys-config json',
      'v-list-access-keys  json',
      'v-list-apis json',
      ...[...panel.profiles.keys()].map((name) => `v-list-api ${name} json`),
      'v-list-user admin json',
      'v-list-user alice json',
      `v-list-access-key ${ownKey.id} json`,
      `v-list-access-key ${aliceKey.id} json`,
      // The second readings of the keys.
      `v-list-access-key ${ownKey.id} json`,
      `v-list-access-key ${aliceKey.id} json`,
    ]);
    expect(source.readings()).toEqual({ complete: 1, incomplete: 0 });
  });

  it('makes the state that the panel has', async () => {
    const { log, logged } = recordingLog();
    const source = sourceOf({ log, settings: { extraCommands: new Map([['a-exec', 1]]) } });
    await source.start();
    const state = stateOf(source);

    expect(state.api).toEqual({ accessKeys: 'all', deprecated: true });
    expect(state.allowedAddresses).toEqual({ everyone: true });
    expect(state.rootUser).toBe('admin');
    expect(state.accessKeys.get(aliceKey.id)).toEqual({
      id: aliceKey.id,
      secretDigest: digestOf(aliceKey.secret),
      user: 'alice',
      permissions: { kind: 'profiles', names: ['mail-accounts'] },
    });
    expect(state.profiles.get('billing')).toMatchObject({ role: 'admin' });
    expect(state.users).toEqual(
      new Map([
        ['admin', 'active'],
        ['alice', 'active'],
      ]),
    );
    expect(state.commands.get('a-exec')).toEqual({ userArg: 1, reach: 'user' });
    expect(state.commands.get('v-add-access-key')).toEqual({ userArg: 1, reach: 'root' });
    expect(state.commands.get('v-make-tmp-file')).toEqual({ userArg: 0, reach: 'user' });
    expect(Object.isFrozen(state)).toBe(true);
    expect(logged).toEqual([]);
  });

  it('asks for no secret again that it has, and for that of a key that says something else', async () => {
    const source = sourceOf();
    await source.start();
    panel.asked.length = 0;
    await source.refresh();
    expect(panel.asked.filter((asked) => asked.startsWith('v-list-access-key '))).toEqual([]);

    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), COMMENT: 'new' });
    await source.refresh();
    expect(panel.asked.filter((asked) => asked.startsWith('v-list-access-key '))).toEqual([
      `v-list-access-key ${aliceKey.id} json`,
    ]);
  });

  it('never begins before the one before it has ended', async () => {
    let inFlight = 0;
    let most = 0;
    const asks = panelAsk(panel.origin);
    const source = apiSource({
      ask: async (call) => {
        most = Math.max(most, (inFlight += 1));
        return asks(call).finally(() => (inFlight -= 1));
      },
      settings: { everyMs: 1 },
    });
    await source.start();
    await Promise.all([source.refresh(), source.refresh(), source.refresh()]);

    expect(most).toBe(1);
  });

  it('follows the switch of the API, a user who is suspended or gone, and a profile that is', async () => {
    const source = sourceOf();
    await source.start();
    panel.conf = { ...panel.conf, API_SYSTEM: '1', API: 'no', API_ALLOWED_IP: '192.0.2.1' };
    panel.users.set('alice', { NAME: 'Alice', SUSPENDED: 'yes' });
    panel.profiles.delete('billing');
    await source.refresh();

    expect(stateOf(source).api).toEqual({ accessKeys: 'root', deprecated: false });
    expect(stateOf(source).allowedAddresses).toMatchObject({ everyone: false });
    expect(stateOf(source).users.get('alice')).toBe('suspended');
    expect(stateOf(source).profiles.has('billing')).toBe(false);

    panel.users.delete('alice');
    await source.refresh();
    expect(stateOf(source).users.has('alice')).toBe(false);
    expect(source.problems()).toEqual([]);
  });

  it('is made again and again by itself', async () => {
    const source = sourceOf({ settings: { everyMs: 10 } });
    await source.start();
    await until(() => source.readings().complete > 3);

    expect(source.problems()).toEqual([]);
  });

  it('reports a panel of another version than the table of commands', async () => {
    panel.conf = { ...panel.conf, VERSION: '1.11.0' };
    const { log, logged } = recordingLog();
    await sourceOf({ log }).start();

    expect(logged.join('\n')).toMatch(/^warn the panel's version is "1\.11\.0".* that of 1\.10: .*commands\.extra/);
  });
});

describe('a key', () => {
  it('counts after a second reading, and that is at least a second after the first', async () => {
    const { clock, advance } = movableClock();
    const source = sourceOf({ clock, timings: { agreeMs: 1_000 } });
    const starting = source.start();
    await until(() => source.current() !== undefined);
    expect(stateOf(source).accessKeys.size).toBe(0);

    advance(1_000);
    await starting;
    expect([...stateOf(source).accessKeys.keys()]).toEqual([ownKey.id, aliceKey.id]);
  });

  it('does not count while its two readings differ', async () => {
    const source = sourceOf({ timings: { agreeMs: 10 } });
    await source.start();
    panel.keys.set(rootKey.id, { ...keyLines(rootKey), PERMISSIONS: 'billing' });
    await source.refresh();
    panel.keys.set(rootKey.id, { ...keyLines(rootKey), PERMISSIONS: 'billing', SECRET_ACCESS_KEY: aliceKey.secret });
    await until(() => stateOf(source).accessKeys.has(rootKey.id));

    expect(stateOf(source).accessKeys.get(rootKey.id)?.secretDigest).toEqual(digestOf(aliceKey.secret));
    expect(panel.asked.filter((asked) => asked.includes(rootKey.id))).toHaveLength(3);
  });

  it('is off at once when it is no longer listed, before the rest of the reading', async () => {
    const source = sourceOf();
    await source.start();
    panel.keys.delete(aliceKey.id);
    panel.modes.set('v-list-apis', 'hangs');
    void source.refresh();

    await until(() => !stateOf(source).accessKeys.has(aliceKey.id));
    expect(source.readings().complete).toBe(1);
  });

  it('is off when it vanishes between the list and its own reading', async () => {
    const asks = panelAsk(panel.origin);
    const source = apiSource({
      ask: async (call) => {
        const answer = await asks(call);
        if (call.command === 'v-list-access-keys') panel.keys.delete(aliceKey.id);
        return answer;
      },
    });
    await source.start();

    expect(stateOf(source).accessKeys.has(aliceKey.id)).toBe(false);
    expect(source.problems()).toEqual([]);
  });
});

describe('an early reading', () => {
  it('is made at once, and another one only after a while', async () => {
    const source = sourceOf({ timings: { earlyMs: 200 } });
    await source.start();
    await source.refresh();
    const firstAtMs = stateOf(source).readAtMs;
    await source.refresh();

    expect(source.readings().complete).toBe(3);
    expect(stateOf(source).readAtMs - firstAtMs).toBeGreaterThanOrEqual(200);
  });

  it('is made for all who ask for one while it is waited for', async () => {
    const source = sourceOf({ timings: { earlyMs: 50 } });
    await source.start();
    await source.refresh();
    await Promise.all([source.refresh(), source.refresh(), source.refresh()]);

    expect(source.readings().complete).toBe(3);
  });
});
