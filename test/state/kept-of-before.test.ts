import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aliceKey, followPanel } from './followed-panel.ts';

describe('what is kept of before', () => {
  it('does not outlive a key file that was refused', async () => {
    const { state, source, folder, isOn } = await followPanel();
    const file = join(folder.root, 'data/access-keys', aliceKey.id);
    chmodSync(file, 0o666);
    await source.refresh();
    chmodSync(file, 0o640);
    appendFileSync(file, 'USER admin\n');
    await source.refresh();
    expect([isOn(aliceKey.id), state().unknown.accessKeys.has(aliceKey.id)]).toEqual([false, true]);
  });

  it('does not outlive a key file that was deleted', async () => {
    const { source, folder, isOn } = await followPanel();
    folder.removeKey(aliceKey.id);
    await source.refresh();
    writeFileSync(join(folder.root, 'data/access-keys', aliceKey.id), 'USER admin\n', { mode: 0o640 });
    await source.refresh();
    expect(isOn(aliceKey.id)).toBe(false);
  });

  it.each(['the last of his keys', 'his user.conf'])('does not outlive %s of a user', async (what) => {
    const { state, source, folder } = await followPanel();
    const file = join(folder.root, 'data/users/alice/user.conf');
    if (what === 'his user.conf') rmSync(file);
    else folder.removeKey(aliceKey.id);
    await source.refresh();
    writeFileSync(file, "NAME='alice'\n");
    folder.writeKey(aliceKey);
    await source.refresh();
    expect([state().users.has('alice'), state().unknown.users.has('alice')]).toEqual([false, true]);
  });
});
