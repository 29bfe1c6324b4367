import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/secret.ts';
import { aliceKey, followPanel, rootKey } from './followed-panel.ts';
import { until } from '../support/until.ts';

describe('the state of a panel', () => {
  it('is all that its files say', async () => {
    const { state, source, logged } = await followPanel();
    expect(state()).toMatchObject({
      api: { accessKeys: 'all', deprecated: true },
      allowedAddresses: { everyone: true },
      rootUser: 'admin',
      users: new Map([
        ['alice', 'active'],
        ['admin', 'active'],
      ]),
      readAtMs: 1_000,
    });
    expect(state().accessKeys.get(aliceKey.id)).toEqual({
      id: aliceKey.id,
      secretDigest: digestOf(aliceKey.secret),
      user: 'alice',
      permissions: { kind: 'profiles', names: ['mail-accounts'] },
    });
    expect(state().profiles.get('phpmyadmin-sso')).toEqual({
      role: 'admin',
      commands: new Set(['v-add-database-temp-user', 'v-delete-database-temp-user']),
    });
    expect(state().profiles.size).toBe(6);
    expect(state().commands.get('v-list-user')).toEqual({ userArg: 1, reach: 'user' });
    expect(state().commands.get('v-make-tmp-file')).toEqual({ userArg: 0, reach: 'user' });
    expect(state().commands.get('v-log-action')?.reach).toBe('root');
    expect([source.problems(), logged]).toEqual([[], []]);
  });

  it('holds no secret, wherever one looks', async () => {
    const { state, source, logged } = await followPanel({ apiKeys: ['apikeyapikeyapikey'], readApiKeys: true });
    const everything = [state(), source, logged].map((part) =>
      inspect(part, { depth: 20, showHidden: true, maxArrayLength: null }),
    );
    expect(everything.join()).toContain(aliceKey.id);
    for (const secret of [aliceKey.secret, rootKey.secret, 'apikeyapikeyapikey']) {
      expect(everything.join()).not.toContain(secret);
      expect(JSON.stringify([...state().accessKeys.values()])).not.toContain(
        JSON.stringify([...Buffer.from(secret)]).slice(1, -1),
      );
    }
  });

  it('is one frozen object that is replaced when a pass is complete', async () => {
    const { state, source, advance } = await followPanel();
    const before = state();
    advance(10);
    await source.refresh();
    expect(Object.isFrozen(before) && Object.isFrozen(state())).toBe(true);
    expect([before.readAtMs, state().readAtMs]).toEqual([1_000, 1_010]);
    expect(state().accessKeys).toBe(before.accessKeys);
  });

  it('is the same object while nothing is new', async () => {
    const { state, source } = await followPanel();
    const before = state();
    await source.refresh();
    expect(state()).toBe(before);
  });

  it('knows API keys by their digests, and only where they are to be read', async () => {
    const apiKeys = ['apikeyapikeyapikey', 'tooshort'];
    const reading = await followPanel({ apiKeys, readApiKeys: true });
    const notReading = await followPanel({ apiKeys });
    expect([...reading.state().apiKeyDigests]).toEqual([digestOf('apikeyapikeyapikey').toString('hex')]);
    expect(notReading.state().apiKeyDigests.size).toBe(0);
    expect(reading.logged.join()).toContain('1 skipped');
    expect(reading.logged.join()).not.toMatch(/apikeyapikey|tooshort/);
  });

  it('takes an API key for none when its file is filled', async () => {
    const { state } = await followPanel({
      readApiKeys: true,
      prepare: ({ root }) => writeFileSync(join(root, 'data/keys/apikeyapikeyapikey'), 'x'),
    });
    expect(state().apiKeyDigests.size).toBe(0);
  });

  it('lets empty permissions be everything for the root user alone', async () => {
    const { state } = await followPanel({ keys: [rootKey, { ...aliceKey, permissions: '' }] });
    expect(state().accessKeys.get(rootKey.id)?.permissions).toEqual({ kind: 'everything' });
    expect(state().accessKeys.get(aliceKey.id)?.permissions).toEqual({ kind: 'profiles', names: [] });
  });

  it('judges that anew when another user becomes the root user', async () => {
    const { state, source, folder } = await followPanel();
    folder.writeConf({ API_SYSTEM: '2', ROOT_USER: 'alice', API: 'no', API_ALLOWED_IP: '' });
    await source.refresh();
    expect(state().accessKeys.get(rootKey.id)?.permissions).toEqual({ kind: 'profiles', names: [] });
  });

  it('is followed as it changes', async () => {
    const { isOn, state, folder } = await followPanel({ realTime: true, timings: { debounceMs: 5 } });
    folder.removeKey(aliceKey.id);
    await until(() => !isOn(aliceKey.id));
    folder.writeKey(aliceKey);
    await until(() => isOn(aliceKey.id));
    folder.writeConf({ API_SYSTEM: '1' });
    await until(() => state().api.accessKeys === 'root');
    folder.writeUser('alice', 'suspended');
    await until(() => state().users.get('alice') === 'suspended');
    folder.writeCommand('a-exec', '[user]');
    await until(() => state().commands.has('a-exec'));
    expect(state().commands.get('a-exec')).toEqual({ userArg: 1, reach: 'user' });
  });

  it('is followed into folders that took the place of others', async () => {
    const { isOn, folder, source } = await followPanel({ realTime: true, timings: { debounceMs: 5, everyMs: 20 } });
    const keys = join(folder.root, 'data/access-keys');
    renameSync(keys, `${keys}.old`);
    await until(() => source.problems().length > 0);
    expect(isOn(aliceKey.id)).toBe(true);
    mkdirSync(keys);
    await until(() => source.problems().length === 0);
    expect(isOn(aliceKey.id)).toBe(false);
    folder.writeKey(aliceKey);
    await until(() => isOn(aliceKey.id));
  });

  it('is read no more after stop', async () => {
    const { source, state, advance } = await followPanel();
    const before = state();
    await source.stop();
    advance(10);
    await source.refresh();
    expect(state()).toBe(before);
  });
});

describe('a profile', () => {
  it('that breaks allows nothing at once, and is reported until it is mended', async () => {
    const { state, source, folder, logged } = await followPanel();
    appendFileSync(join(folder.root, 'data/api/billing'), 'ROLE user\n');
    await source.refresh();
    expect(state().profiles.has('billing')).toBe(false);
    expect(logged.at(-1)).toMatch(/^warn .*billing: the profile allows nothing: line 3 is not of the form/);
    await source.refresh();
    expect(logged).toHaveLength(1);
    folder.writeProfile('billing', { role: 'user', commands: ['v-list-user'] });
    await source.refresh();
    expect(state().profiles.get('billing')).toEqual({ role: 'user', commands: new Set(['v-list-user']) });
    expect(logged.at(-1)).toMatch(/^info resolved: .*billing/);
  });
});

describe('a user', () => {
  const userFile = 'data/users/alice/user.conf';

  it('is suspended and active again as the file says', async () => {
    const { state, source, folder } = await followPanel({ users: { alice: 'suspended' } });
    expect(state().users.get('alice')).toBe('suspended');
    folder.writeUser('alice', 'active');
    await source.refresh();
    expect(state().users.get('alice')).toBe('active');
  });

  it('does not exist without the file', async () => {
    const { state, source, folder } = await followPanel();
    rmSync(join(folder.root, userFile));
    await source.refresh();
    expect(state().users.has('alice')).toBe(false);
  });

  it('stays what it was for five seconds while the file is half written', async () => {
    const { state, source, folder, advance } = await followPanel();
    writeFileSync(join(folder.root, userFile), "NAME='alice'\n");
    await source.refresh();
    advance(4_999);
    await source.refresh();
    expect(state().users.get('alice')).toBe('active');
    advance(1);
    await source.refresh();
    expect(state().users.has('alice')).toBe(false);
  });

  it('who owns no key is not read', async () => {
    const { state } = await followPanel({ users: { bob: 'active' } });
    expect(state().users.has('bob')).toBe(false);
  });
});
