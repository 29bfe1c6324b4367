import { existsSync, readdirSync, statSync } from 'node:fs';
import { filesOf } from '../../config/files/files-of.ts';
import type { FileUse } from '../../config/files/named-file.ts';
import { groupName } from '../../disk/files/group-name.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { collectorUnit, gatewayUnit } from '../../host/installed.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { mustRun, runProgram } from '../../host/run-program.ts';
import { byCommand, byHand, type Finding, type Mend, someOf, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';
import { type UnitRights, unitRights } from './unit-rights.ts';

const tell = tellOf('permissions');

/** Who can no longer read what: the panel makes its files anew all day, with its own owner and mode and without access control lists. */
export async function permissionsExamination(looking: Looking): Promise<readonly Finding[]> {
  const settings = settingsOf(looking);
  return [
    ...(settings === undefined ? [] : await unreadable(gatewayUnit, readByGateway(settings, looking.configurationFile))),
    ...(settings === undefined || !hasCollector(settings) ? [] : await unreadable(collectorUnit, panelFiles())),
    ...openSecrets(),
  ];
}

const written: ReadonlySet<FileUse> = new Set<FileUse>(['own-folder', 'log', 'socket', 'handed-socket']);

function readByGateway(settings: Settings, file: string): readonly string[] {
  const named = filesOf(settings, file).filter(({ use }) => !written.has(use));
  const readsPanel = settings.panels.some(({ state: { source } }) => source.kind === 'files' && source.root === panelPaths.root);
  return [...named.map(({ path }) => path), ...(readsPanel ? panelFiles() : [])];
}

function hasCollector({ panels }: Settings): boolean {
  return panels.some(({ state: { source } }) => source.kind === 'static' && source.file.includes('/hearthgate-collect/'));
}

/** Those of users are too many to be asked for one by one; they have the owner and mode of their kind. */
function panelFiles(): readonly string[] {
  const { conf, keys, profiles, users, commands } = panelPaths;
  const inFolders = [keys, profiles].flatMap((folder) => namesIn(folder).map((name) => `${folder}/${name}`));
  return [conf, keys, profiles, users, commands, ...inFolders];
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Prints the files that the asking user may not read, and the folders that it may not enter. */
const question = 'for file; do { [ -r "$file" ] && { [ ! -d "$file" ] || [ -x "$file" ]; }; } || printf "%s\\n" "$file"; done';

async function unreadable(unit: string, paths: readonly string[]): Promise<readonly Finding[]> {
  const { code, stdout } = await runProgram('systemctl', ['cat', unit]);
  const there = [...new Set(paths)].filter((path) => existsSync(path));
  if (code !== 0)
    return [tell.unknown(`${unit} is not installed, so who reads the files is not known`, byHand('docs/deployment.md'))];
  const rights = unitRights(stdout);
  if (rights.readsEverything) return [tell.well(`${rights.user} reads every file (${unit})`)];
  const closed = (await mustRun('setpriv', [...asUser(rights), 'sh', '-c', question, 'sh', ...there])).split('\n');
  const files = closed.filter((path) => path !== '');
  if (files.length === 0) return [tell.well(`${rights.user} reads every file that it needs (${unit})`)];
  return files.map((path) => tell.fault(`${rights.user} may not read ${path}`, lastingRight(path, unit, rights)));
}

function asUser({ user, group, groups }: UnitRights): readonly string[] {
  const more = groups.length === 0 ? ['--clear-groups'] : ['--groups', groups.join(',')];
  return ['--reuid', user, '--regid', group, ...more, '--inh-caps=-all', '--'];
}

/** A group lasts; an access control list of the file is gone when the panel makes it anew. */
function lastingRight(path: string, unit: string, { group, groups }: UnitRights): Mend {
  const { gid, mode } = statSync(path);
  const owners = groupName(gid) ?? String(gid);
  const isOfGroup = [group, ...groups].includes(owners);
  if ((mode & 0o040) === 0) return byCommand(`chmod g+r ${path}`);
  if (isOfGroup) return byHand(`give its user access (x) to the folders above: namei -l ${path}`);
  return byHand(`systemctl edit ${unit}: [Service] SupplementaryGroups=${owners}; then restart it. An ACL does not last`);
}

const fewFiles = 5;

/** Whoever has an account on the host may read them, or write them. */
function openSecrets(): readonly Finding[] {
  const secrets = [
    panelPaths.conf,
    panelPaths.keys,
    panelPaths.certificateKey,
    ...namesIn(panelPaths.keys).map((name) => `${panelPaths.keys}/${name}`),
  ];
  const open = secrets.filter((path) => existsSync(path) && (statSync(path).mode & 0o006) !== 0);
  if (open.length === 0) return [];
  return [
    tell.warning(
      `every user of this host may read or write ${someOf(open)}`,
      byCommand(`chmod o= ${open.slice(0, fewFiles).join(' ')}`),
    ),
  ];
}
