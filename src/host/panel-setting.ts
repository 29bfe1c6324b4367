import { existsSync, lstatSync, readFileSync, renameSync, statfsSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from '../disk/files/replace-file.ts';
import { StartError } from '../domain/start-error.ts';
import { readKeyValueLines } from '../hestia/files/key-value-file.ts';
import { type FileRights, restoreRights, rightsOf } from './file-rights.ts';
import { panelCommand, panelPaths } from './panel-paths.ts';
import { mustRun } from './run-program.ts';

/** Settings of `conf/hestia.conf` by their names. A name that is there twice, or in another form than NAME='value', is not among them. */
export function readPanelSettings(): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const twice = new Set<string>();
  for (const line of readKeyValueLines(readFileSync(panelPaths.conf, 'latin1'))) {
    if (line.kind === 'odd') continue;
    if (values.has(line.name)) twice.add(line.name);
    values.set(line.name, line.value);
  }
  for (const name of twice) values.delete(name);
  return values;
}

export const listSetting = 'API_ALLOWED_IP';

/** @throws StartError where the list cannot be known */
export function readPanelList(): string {
  const list = readPanelSettings().get(listSetting);
  if (list !== undefined) return list;
  throw new StartError('EHOST', `${panelPaths.conf} has no line, or more than one, of the form ${listSetting}='…'`);
}

/**
 * Sets the panel's list of API addresses by the panel's own command, which makes the file anew: owner, mode and access control list are those
 * from before again.
 *
 * @param known those from before, where an earlier try may have lost them
 * @throws StartError where the panel refuses it, or does not keep it
 */
export async function writePanelList(list: string, known: FileRights | undefined): Promise<void> {
  const rights = known ?? (await rightsOf(panelPaths.conf));
  const before = readFileSync(panelPaths.conf);
  const others = otherSettings();
  mustBeFree(scratch);
  mustHaveRoom(dirname(scratch));
  mustHaveRoom(panelPaths.conf);
  const put = async (content: Uint8Array): Promise<void> => {
    moveAwayOdd();
    // A file of our own making in its place, so that nobody else has it open.
    await replaceFile(panelPaths.conf, { content, mode: rights.mode, owner: rights });
    await restoreRights(panelPaths.conf, rights);
  };
  try {
    await mustRun(panelCommand('v-change-sys-config-value'), [listSetting, list]);
    if (!lstatSync(panelPaths.conf).isFile() || otherSettings() !== others || readPanelList() !== list)
      throw new StartError(
        'EHOST',
        `the panel has not kept ${listSetting}='${list}', or changed other lines of ${panelPaths.conf} too`,
      );
    await put(readFileSync(panelPaths.conf));
  } catch (error) {
    await put(before);
    throw error;
  }
}

/** Where the panel's command writes its file anew before it moves it into place. */
const scratch = '/tmp/updconf';

/** @throws StartError where something else than a file is in the way */
function mustBeFree(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory())
    throw new StartError('EHOST', `${path} is in the way of the panel's own command; remove it, and look at whose it is`);
  unlinkSync(path);
}

/** What is no regular file is kept beside, for whoever looks into it. */
function moveAwayOdd(): void {
  const found = lstatSync(panelPaths.conf, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) renameSync(panelPaths.conf, `${panelPaths.conf}.odd-${Date.now()}`);
}

/** Its folder was taken away, as when the panel was uninstalled. */
export function isPanelGone(): boolean {
  return !existsSync(dirname(panelPaths.conf));
}

/** The panel's command moves its file away before the new one comes: broken off between the two, it leaves none. */
export function mendPanelConf(): void {
  const away = `${panelPaths.conf}.bak`;
  if (!existsSync(panelPaths.conf) && existsSync(away)) renameSync(away, panelPaths.conf);
}

const neededBytes = 1024 * 1024;

/** The panel's command writes its file anew in a folder for temporary files. */
function mustHaveRoom(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize >= neededBytes) return;
  throw new StartError('EHOST', `the disk of ${path} is full; make room before the panel's configuration is changed`);
}

/** All lines but the list's, in alphabetical order: the panel sorts them. */
function otherSettings(): string {
  const lines = readFileSync(panelPaths.conf, 'latin1').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith(`${listSetting}=`))
    .toSorted()
    .join('\n');
}
