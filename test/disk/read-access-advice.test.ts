import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readAccessAdvice } from '../../src/disk/read-access-advice.ts';
import { asStranger } from '../support/as-stranger.ts';

function fileOf(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'advice-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'inner'));
  const file = join(folder, 'inner', 'file');
  writeFileSync(file, '');
  chmodSync(file, mode);
  chmodSync(folder, 0o755);
  return file;
}

const adviceOf = (path: string): Promise<string> => asStranger(async () => readAccessAdvice(path));

describe('advice on how a file can be read', () => {
  it('names the user that runs, and the group of a file that its group may read, as unit, compose and a shell take it', async () => {
    const file = fileOf(0o640);
    const { gid } = statSync(file);
    expect(await adviceOf(file)).toContain(
      `give nobody the group ${gid}, which may read it (SupplementaryGroups=${gid} in the unit, group_add: ['${gid}'] in compose, or usermod -aG ${gid} nobody), and restart; or `,
    );
  });

  it('goes by the folder above where the file itself cannot be looked at', async () => {
    const file = fileOf(0o640);
    chmodSync(join(file, '..'), 0o640);
    expect(await adviceOf(file)).toMatch(/^give nobody the group \d+, which may read it/);
  });

  it('names no group that does not help', async () => {
    expect(await adviceOf(fileOf(0o600))).not.toContain('group');
  });

  it('always has a default ACL of the folder, which new files get and which lets it be watched', async () => {
    const file = fileOf(0o600);
    const folder = join(file, '..');
    for (const path of [file, folder])
      expect(await adviceOf(path)).toContain(`setfacl -R -m u:nobody:rX,d:u:nobody:rX ${folder};`);
  });
});
