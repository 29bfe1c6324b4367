import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../src/demo/panel/demo-site.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { Log } from '../../src/domain/log.ts';
import type { PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { createFilesState } from '../../src/state/files/files-state.ts';

describe("the files of the demonstration's panel", () => {
  let site: DemoSite;
  const warnings: string[] = [];
  beforeEach(async () => {
    warnings.length = 0;
    site = await startDemoSite();
  });
  afterEach(() => site.stop());

  it('are read by the gateway without a fault', async () => {
    const state = await stateOf(site.places.panelFolder, warnings);

    expect(state.problems()).toEqual([]);
    expect(state.current()?.api).toEqual({ accessKeys: 'all', deprecated: true });
    expect(state.current()?.rootUser).toBe('admin');
    expect(state.current()?.accessKeys.get(site.keys.admin.id)?.permissions).toEqual({ kind: 'everything' });
    expect(state.current()?.users.get('carol')).toBe('suspended');
    expect(state.current()?.commands.get('v-list-mail-accounts')?.userArg).toBe(1);
    expect(state.current()?.apiKeyDigests.has(site.keys.apiKey.digest().toString('hex'))).toBe(true);
    await state.stop();
  });

  it('give no reason for a warning but the user that is missing on purpose', async () => {
    const state = await stateOf(site.places.panelFolder, warnings);
    await state.stop();

    expect(warnings.length).toBe(1);
    expect(warnings[0]).toContain(join('users', 'ghost'));
  });

  it('are closed to everybody else', () => {
    const modes = filesBelow(site.folder).map((path) => statSync(path).mode & 0o077);

    expect(modes.length).toBeGreaterThan(30);
    expect(new Set(modes)).toEqual(new Set([0]));
  });

  it('follow a user who is suspended by a call', async () => {
    const { id, secret } = site.keys.admin;
    await fetch(`${site.panel.origin}/api/`, {
      method: 'POST',
      body: new URLSearchParams({ access_key: id, secret_key: secret.reveal(), cmd: 'v-suspend-user', arg1: 'alice' }),
    });
    const state = await stateOf(site.places.panelFolder, warnings);

    expect(state.current()?.users.get('alice')).toBe('suspended');
    await state.stop();
  });

  it('are gone when the demonstration has ended', async () => {
    await site.stop();

    expect(existsSync(site.folder)).toBe(false);
  });
});

async function stateOf(root: string, warnings: string[]): Promise<PanelStateSource> {
  const note = (message: string): void => void warnings.push(message);
  const log: Log = { debug: () => undefined, info: () => undefined, warn: note, error: note };
  const state = createFilesState({ settings: { root, readApiKeys: true }, clock: systemClock, log });
  await state.start();
  return state;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).map((entry) => join(entry.parentPath, entry.name));
}
