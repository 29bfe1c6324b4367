import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AdvisedFile, readAccessAdvice } from '../../src/disk/files/read-access-advice.ts';
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

const adviceOf = (path: string, file?: AdvisedFile): Promise<string> => asStranger(async () => readAccessAdvice(path, file));

/** A group without a name. */
const nameless = 54_321;

describe('advice on how a file can be read', () => {
  it('names the user that runs, and the group of a file that its group may read, as unit, compose and a shell take it', async () => {
    expect(await adviceOf(fileOf(0o640))).toContain(
      `give nobody the group root, which may read it (SupplementaryGroups=root in the unit, group_add: ['0'] in compose, or usermod -aG root nobody), and restart; or `,
    );
  });

  it('goes by the folder above where the file itself cannot be looked at', async () => {
    const file = fileOf(0o640);
    chownSync(join(file, '..'), 0, nameless);
    chmodSync(join(file, '..'), 0o750);
    expect(await adviceOf(file)).toMatch(/^give nobody the group 54321, which may read it/);
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

  it('says that a file of a mode that masks the ACL must not be made anew so, unless the panel makes it otherwise', async () => {
    const file = fileOf(0o600);
    expect(await adviceOf(file)).toMatch(/, and a new file must not be made with mode 600, which masks the ACL$/);
    expect(await adviceOf(file, { usualMode: '640' })).not.toContain('masks');
  });
});

describe('advice on a file that the panel moves into its place', () => {
  const hestiaConf = { usualMode: '660', isMovedIntoPlace: true };

  it('names its group and no ACL, which would be gone with the next file', async () => {
    const advice = await adviceOf(fileOf(0o660), hestiaConf);
    expect(advice).toMatch(
      /^give nobody the group root, which may read it \(.*\), and restart; an ACL \(setfacl\) does not last/,
    );
    expect(advice).not.toContain('d:u:');
  });

  it.each(['600', '000', '611'])('says of mode %s that the group may not read it, and what to do first', async (mode) => {
    const file = fileOf(Number.parseInt(mode, 8));
    expect(await adviceOf(file, hestiaConf)).toContain(
      `mode ${mode} does not let the group root read it; the panel's own mode is 660: chmod g+r ${file}, and give nobody that group (`,
    );
  });

  it('names the folder that may not be entered', async () => {
    const file = fileOf(0o660);
    const folder = join(file, '..');
    chmodSync(folder, 0o700);
    expect(await adviceOf(file, hestiaConf)).toContain(
      `mode 700 does not let the group root read ${folder}: chmod g+rx ${folder}, and give nobody that group (`,
    );
  });
});
