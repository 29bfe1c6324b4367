import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { type ApiPanel, type ApiPanelMode, keyLines, ownKey, startApiPanel } from '../support/api-panel.ts';
import { panelAsk } from '../support/panel-ask.ts';
import { until } from '../support/until.ts';
import { apiSource, type ApiSourceOptions, stateOf } from './api-source.ts';
import { aliceKey } from './sources/contract.ts';
import { movableClock } from './sources/movable-clock.ts';
import { verdict } from './sources/verdict.ts';

// What the panel must have, because the gateway asks with it, cannot be missing: an answer without it says nothing of the rest either.

const gone = (exitCode: string): ApiPanelMode => ({ status: 400, exitCode, body: 'Error: there is no such thing' });
const empty = (body: string): ApiPanelMode => ({ status: body === '' ? 204 : 200, exitCode: '0', body });

let panel: ApiPanel;
let time: ReturnType<typeof movableClock>;
beforeEach(async () => {
  panel = await startApiPanel();
  panel.keys.set(aliceKey.id, keyLines(aliceKey));
  time = movableClock();
});

async function startSource(options: Omit<ApiSourceOptions, 'ask' | 'clock'> = {}): Promise<PanelStateSource> {
  const source = apiSource({ ask: panelAsk(panel.origin), clock: time.clock, ...options });
  await source.start();
  return source;
}

function verdictOf(source: PanelStateSource): Promise<string> {
  return verdict({ key: aliceKey, command: 'v-list-mail-domains', user: 'alice' }, source.current(), time.clock);
}

describe('a list of keys that lacks the key with which it was asked for', () => {
  const ofAnother = JSON.stringify({
    [aliceKey.id]: {
      ACCESS_KEY_ID: aliceKey.id,
      USER: 'bob',
      PERMISSIONS: [],
      COMMENT: '',
      TIME: '10:00:00',
      DATE: '2026-01-31',
    },
  });

  it.each(['', '[]', '{}', '{\n}', ofAnother])('leaves in force what was known, and is told: %j', async (body) => {
    const source = await startSource();
    panel.modes.set('v-list-access-keys', empty(body));
    await source.refresh();
    expect(await verdictOf(source)).toBe('permitted');
    expect(source.problems().join()).toMatch(/v-list-access-keys json: .*/);
    expect(source.readings().incomplete).toBe(1);
  });

  it('leaves no state at the start', async () => {
    panel.modes.set('v-list-access-keys', empty(''));
    expect(await verdictOf(await startSource())).toBe('state_unavailable');
  });

  it('is believed where that key is in it, though its line cannot be read', async () => {
    const source = await startSource();
    panel.keys.set(ownKey.id, { ...panel.keys.get(ownKey.id), COMMENT: '"' });
    panel.keys.delete(aliceKey.id);
    await source.refresh();
    expect([await verdictOf(source), source.problems()]).toEqual(['key_unknown', []]);
  });
});

describe('a list of profiles that lacks the one of the key with which it was asked for', () => {
  it.each(['', '[]', '{}', '{"billing": {"COMMANDS": [], "ROLE": "user"}}'])(
    'leaves in force what was known, and is told: %j',
    async (body) => {
      const source = await startSource();
      panel.modes.set('v-list-apis', empty(body));
      await source.refresh();
      expect(await verdictOf(source)).toBe('permitted');
      expect(source.problems().join()).toContain("v-list-apis json: the answer lacks the profile of the gateway's own key");
    },
  );

  it('leaves no state at the start', async () => {
    panel.modes.set('v-list-apis', empty(''));
    expect(await verdictOf(await startSource())).toBe('state_unavailable');
  });

  it('is believed where that key needs no profile, or one of several is there', async () => {
    panel.keys.set(ownKey.id, { ...panel.keys.get(ownKey.id), PERMISSIONS: '' });
    panel.modes.set('v-list-apis', empty(''));
    const source = await startSource({ settings: { rootKeys: new Set([ownKey.id]) } });
    expect([await verdictOf(source), source.problems()]).toEqual(['command_not_allowed', []]);
    panel.keys.set(ownKey.id, { ...panel.keys.get(ownKey.id), PERMISSIONS: 'no-more,gateway' });
    panel.modes.delete('v-list-apis');
    await source.refresh();
    expect([await verdictOf(source), source.problems()]).toEqual(['permitted', []]);
  });
});

describe('an answer that a thing is gone, though it must be there', () => {
  it.each(['2', '3'])('leaves users what they were where it is given for the own owner, too: exit code %s', async (exitCode) => {
    const source = await startSource();
    panel.modes.set('v-list-user', gone(exitCode));
    await source.refresh();
    expect(await verdictOf(source)).toBe('permitted');
    expect(source.problems().join()).toContain('v-list-user admin json: the panel has no such user, but that user owns');
  });

  it('leaves users unknown at the start where it is given for the own owner, too', async () => {
    panel.modes.set('v-list-user', gone('3'));
    expect(await verdictOf(await startSource())).toBe('state_unavailable');
  });

  it('is compared with the own owner also where another user alone is asked for', async () => {
    panel.keys.delete(aliceKey.id);
    panel.users.delete('alice');
    const source = await startSource();
    panel.keys.set(aliceKey.id, keyLines(aliceKey));
    await source.refresh({ kind: 'new' });
    await until(() => stateOf(source).accessKeys.has(aliceKey.id));
    expect([await verdictOf(source), source.problems()]).toEqual(['user_unknown', []]);
  });

  it('leaves a profile that is listed what it was, and unknown at the start', async () => {
    const before = await startSource();
    panel.modes.set('v-list-api', gone('2'));
    await before.refresh();
    expect([await verdictOf(before), await verdictOf(await startSource())]).toEqual(['permitted', 'state_unavailable']);
  });

  it('takes a profile for gone when the names are listed without it', async () => {
    const source = await startSource();
    panel.profiles.delete('mail-accounts');
    await source.refresh();
    expect(await verdictOf(source)).toBe('command_not_allowed');
  });

  it('leaves a key that is listed unknown, until it is listed no more', async () => {
    const source = await startSource();
    panel.modes.set('v-list-access-key', gone('3'));
    await source.refresh({ kind: 'doubt', accessKey: aliceKey.id });
    expect(await verdictOf(source)).toBe('state_unavailable');
    panel.keys.delete(aliceKey.id);
    await source.refresh({ kind: 'new' });
    expect(await verdictOf(source)).toBe('key_unknown');
  });
});

/** What the panel says of alice's key alone. */
const told = (changes: object): ApiPanelMode => ({
  status: 200,
  exitCode: '0',
  body: JSON.stringify({
    ACCESS_KEY_ID: aliceKey.id,
    SECRET_ACCESS_KEY: aliceKey.secret,
    USER: aliceKey.user,
    PERMISSIONS: [aliceKey.permissions],
    COMMENT: '',
    TIME: '10:00:00',
    DATE: '2026-01-31',
    ...changes,
  }),
});

describe('a new key of which the panel once says something else', () => {
  it.each<[string, ApiPanelMode]>([
    ['another owner', told({ USER: 'admin', PERMISSIONS: [] })],
    ['no secret', told({ SECRET_ACCESS_KEY: '' })],
    [
      'a value that cannot be read',
      { status: 200, exitCode: '0', body: `{\n    "ACCESS_KEY_ID": "${aliceKey.id}",\n    "USER": "a"b"\n}` },
    ],
    ['that it is gone', gone('3')],
  ])('counts soon after it says what the list says: %s', async (_what, mode) => {
    panel.keys.delete(aliceKey.id);
    const source = await startSource({ timings: { graceMs: 30_000 } });
    panel.keys.set(aliceKey.id, keyLines(aliceKey));
    panel.modes.set('v-list-access-key', mode);
    await source.refresh({ kind: 'new' });
    expect(await verdictOf(source)).toBe('state_unavailable');
    panel.modes.delete('v-list-access-key');
    time.advance(30_000);
    await source.refresh({ kind: 'new' });
    await until(async () => (await verdictOf(source)) === 'permitted');
  });

  it('is asked for again after each list as long as it says something else, and early once', async () => {
    panel.keys.delete(aliceKey.id);
    const source = await startSource({ timings: { graceMs: 0, agreeMs: 0 } });
    panel.keys.set(aliceKey.id, keyLines(aliceKey));
    panel.modes.set('v-list-access-key', told({ USER: 'admin' }));
    const asked = (): number => panel.asked.filter((question) => question.startsWith(`v-list-access-key ${aliceKey.id}`)).length;
    await source.refresh({ kind: 'new' });
    // The early round begins by itself.
    await until(() => asked() === 2);
    await source.refresh({ kind: 'new' });
    expect(asked()).toBe(3);
    expect(await verdictOf(source)).toBe('state_unavailable');
  });
});

describe('a profile whose name cannot be asked for', () => {
  it.each(['_mail', '-mail', 'mail+', 'a'.repeat(65)])('is unknown, and told: %s', async (name) => {
    panel.profiles.set(name, panel.profiles.get('mail-accounts') ?? {});
    panel.keys.set(aliceKey.id, { ...keyLines(aliceKey), PERMISSIONS: name });
    const source = await startSource();
    expect(await verdictOf(source)).toBe('state_unavailable');
    const first = expect.stringContaining(`profile ${name.slice(0, 64)} cannot be asked for: give it a name of`);
    expect(source.faults?.()).toEqual([{ part: 'profiles', total: panel.profiles.size, unknown: 1, first }]);
  });
});
