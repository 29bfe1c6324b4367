import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { type ApiPanel, keyLines, ownKey, panelSecrets, startApiPanel } from '../support/api-panel.ts';
import { panelAsk } from '../support/panel-ask.ts';
import { apiSource, type ApiSourceOptions, recordingLog, stateOf } from './api-source.ts';
import { until } from '../support/until.ts';
import { aliceKey, rootKey } from './sources/contract.ts';
import { movableClock } from './sources/movable-clock.ts';

let panel: ApiPanel;
beforeEach(async () => {
  panel = await startApiPanel();
  panel.keys.set(aliceKey.id, keyLines(aliceKey));
});

async function startSource(options: Omit<ApiSourceOptions, 'ask'> = {}): Promise<PanelStateSource> {
  const source = apiSource({ ask: panelAsk(panel.origin), ...options });
  await source.start();
  return source;
}

describe("a key that is listed as the root user's without a profile", () => {
  const { SECRET_ACCESS_KEY: secret = '', ...others } = keyLines(rootKey);
  const { USER: _, ...withoutUser } = others;
  const forms = {
    'has no USER and no PERMISSIONS': { SECRET_ACCESS_KEY: secret, DATE: '2026-01-31' },
    'has no USER': { SECRET_ACCESS_KEY: secret, ...withoutUser },
    "has the root user's name for its USER": keyLines(rootKey),
  };

  it.each(Object.entries(forms))('is off and reported, and its secret is not even asked for: it %s', async (_how, lines) => {
    const { log, logged } = recordingLog();
    panel.keys.set(rootKey.id, lines);
    const source = await startSource({ log });
    await source.refresh();

    expect(stateOf(source).accessKeys.has(rootKey.id)).toBe(false);
    expect(panel.asked.join()).not.toContain(rootKey.id);
    expect(logged.join('\n')).toMatch(new RegExp(`^warn access key ${rootKey.id} is off: .*state\\.api\\.rootKeys`));
    expect(source.problems()).toEqual([]);
  });

  it('may do everything where the configuration names it', async () => {
    panel.keys.set(rootKey.id, keyLines(rootKey));
    const source = await startSource({ settings: { rootKeys: new Set([rootKey.id]) } });

    expect(stateOf(source).accessKeys.get(rootKey.id)?.permissions).toEqual({ kind: 'everything' });
  });

  it('is off where its owner becomes the root user', async () => {
    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), PERMISSIONS: '' });
    const source = await startSource();
    expect(stateOf(source).accessKeys.get(aliceKey.id)?.permissions).toEqual({ kind: 'profiles', names: [] });

    panel.conf = { ...panel.conf, ROOT_USER: 'alice' };
    await source.refresh();
    expect(stateOf(source).accessKeys.has(aliceKey.id)).toBe(false);
  });
});

const listed = (id: string): object => ({
  ACCESS_KEY_ID: id,
  USER: 'bob',
  PERMISSIONS: ['billing', 'gateway'],
  COMMENT: '',
  TIME: '10:00:00',
  DATE: '2026-01-31',
});

describe('a key that is being written', () => {
  it.each([
    [['SECRET_ACCESS_KEY']],
    [['SECRET_ACCESS_KEY', 'USER']],
    [['SECRET_ACCESS_KEY', 'USER', 'PERMISSIONS']],
    [['SECRET_ACCESS_KEY', 'USER', 'PERMISSIONS', 'COMMENT', 'TIME']],
  ])('is off as long as it has no DATE, also where the configuration names it: %j', async (written) => {
    const whole = keyLines(rootKey);
    panel.keys.set(rootKey.id, Object.fromEntries(written.map((name) => [name, whole[name] ?? ''])));
    const source = await startSource({ settings: { rootKeys: new Set([rootKey.id]) } });
    await source.refresh();
    expect(stateOf(source).accessKeys.has(rootKey.id)).toBe(false);

    panel.keys.set(rootKey.id, whole);
    await source.refresh();
    await until(() => stateOf(source).accessKeys.has(rootKey.id));
  });

  it('is off where the list and its own reading differ', async () => {
    panel.modes.set('v-list-access-keys', {
      status: 200,
      exitCode: '0',
      body: JSON.stringify(Object.fromEntries([ownKey.id, aliceKey.id].map((id) => [id, listed(id)]))),
    });
    const source = await startSource();
    await source.refresh();

    expect(stateOf(source).accessKeys.size).toBe(0);
  });
});

describe('values of one thing that the panel carries over into the next', () => {
  it('are not taken for a profile that has none of its own', async () => {
    panel.profiles.set('zz-empty', {});
    const { log, logged } = recordingLog();
    const source = await startSource({ log });

    expect(stateOf(source).profiles.has('update-dns-records')).toBe(true);
    expect(stateOf(source).profiles.has('zz-empty')).toBe(false);
    expect(logged.join('\n')).toMatch(/^warn profile zz-empty allows nothing: expected the ROLE/);
  });

  it('are not asked for where users are concerned: the list of all users is never read', async () => {
    const source = await startSource();
    await source.refresh();

    expect(panel.asked.filter((asked) => asked.startsWith('v-list-users'))).toEqual([]);
  });
});

describe('a user of whom the panel says neither', () => {
  it('keeps what was known for five seconds, and then his keys do not work', async () => {
    let movedMs = 0;
    const clock = { monotonicMs: () => performance.now() + movedMs, wallMs: () => Date.now() };
    const source = await startSource({ clock });
    panel.users.set('alice', { NAME: 'Alice' });
    await source.refresh();
    expect(stateOf(source).users.get('alice')).toBe('active');

    movedMs = 5_001;
    await source.refresh();
    expect(stateOf(source).users.has('alice')).toBe(false);
  });
});

describe('what the panel lists beside the facts', () => {
  it('is in no state, no problem and no line of the log', async () => {
    const { log, logged } = recordingLog();
    const { clock, advance } = movableClock();
    const source = await startSource({ log, clock });
    const good = JSON.stringify(source.current(), plain);
    panel.conf = { ...panel.conf, ROOT_USER: 'admin"', API_ALLOWED_IP: 'nowhere', FROM_NAME: '"' };
    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), COMMENT: '"' });
    panel.users.set('alice', { NAME: '"', RKEY: panelSecrets.resetKey });
    await source.refresh();
    advance(5_000);
    await source.refresh();

    const faults = source.faults?.() ?? [];
    const told = [good, JSON.stringify([source.current(), faults], plain), ...source.problems(), ...logged].join('\n');
    expect(source.problems().length).toBe(1);
    expect(faults.map(({ part }) => part)).toEqual(['keys', 'users']);
    expect(told).toContain(aliceKey.id);
    for (const secret of [...Object.values(panelSecrets), aliceKey.secret, ownKey.secret.reveal()]) {
      expect(told).not.toContain(secret);
    }
  });
});

/** Maps and sets as what they hold. */
function plain(_name: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
