import { createHash } from 'node:crypto';
import type { Change, FileChange, FileState, UnitsChange } from '../changes/change.ts';
import { fileState } from '../changes/file-change.ts';
import { configurationFile, gatewayUnit, insideSocketUnit } from '../../host/installed.ts';
import type { SetupStep } from '../record/journal.ts';
import type { Facts } from './facts.ts';
import { gatewayYaml } from './gateway-yaml.ts';

export function planned(change: Change, reason: string, closesDirectWay = false): SetupStep {
  return { state: 'planned', change, reason, closesDirectWay };
}

export function unitsOf(names: readonly string[], untilReady = false): UnitsChange {
  return { kind: 'units', units: names.map((name) => ({ name, wasEnabled: false, wasActive: false })), untilReady };
}

export function fileOf(path: string, after: FileState, effect?: FileChange['effect']): FileChange {
  return { kind: 'file', path, before: undefined, after, newFolders: [], ...(effect === undefined ? {} : { effect }) };
}

export const ofRoot = { uid: 0, gid: 0, mode: 0o644 } as const;

/** One that an administrator has written stays: then its `listen` decides. */
export async function configurationSteps(facts: Facts): Promise<readonly SetupStep[]> {
  const now = await fileState(configurationFile);
  if (now !== undefined && !isShipped(now.text)) return [];
  const after = { text: gatewayYaml(facts), rights: { uid: 0, gid: facts.gatewayGroup, mode: 0o640 } };
  return [
    planned(
      { kind: 'file', path: configurationFile, before: now, after, newFolders: [] },
      'the clients of the panel may call; for two weeks what the gateway adds to the rules of the panel refuses nothing',
    ),
  ];
}

/**
 * SHA-256 of the configurations that the package has shipped (`config/collector.yaml`), without the line of their schema: nobody has written
 * anything into them. A test holds the newest to the file.
 */
const shipped: ReadonlySet<string> = new Set(['92cdf811ae588a518454b12a8c49ba104096a1949060abd32822829943589647']);

export function isShipped(text: string): boolean {
  return shipped.has(shippedDigest(text));
}

function shippedDigest(text: string): string {
  return createHash('sha256')
    .update(text.replace(/^# yaml-language-server:.*\n/, ''))
    .digest('hex');
}

export const dropIn = (unit: string): string => `/etc/systemd/system/${unit}.d/hearthgate-setup.conf`;
const usualPort = 8483;

/** What the units of the package do not know: another port, another group. */
export function dropInFileSteps({ mode, port, certificateGroup }: Facts): readonly SetupStep[] {
  const steps: SetupStep[] = [];
  if (mode === 'beside' && port !== usualPort)
    steps.push(
      planned(
        fileOf(
          dropIn('hearthgate.socket'),
          { text: `[Socket]\nListenStream=\nListenStream=${port}\n`, rights: ofRoot },
          'service-manager',
        ),
        `the socket listens on port ${port}`,
      ),
    );
  const group =
    certificateGroup === undefined ? [] : [`the group ${certificateGroup} may read the key of the panel's certificate`];
  // It listens on this socket alone, which only systemd can make for it.
  const socket = mode === 'inside' ? [`the gateway never starts without ${insideSocketUnit}`] : [];
  const text = [
    ...(socket.length === 0 ? [] : [`[Unit]\nRequires=${insideSocketUnit}\n`]),
    ...(group.length === 0 ? [] : [`[Service]\nSupplementaryGroups=${certificateGroup}\n`]),
  ].join('');
  if (text !== '')
    steps.push(
      planned(fileOf(dropIn(gatewayUnit), { text, rights: ofRoot }, 'service-manager'), [...socket, ...group].join('; ')),
    );
  return steps;
}

/** The gateway's address as the panel sees it. */
export const gatewayAddress = '127.0.0.1';

/** What is added: calls of the gateway come from the host itself. Those who are on the list may go on calling the panel directly. */
export function listSteps(list: string): readonly SetupStep[] {
  const entries = list.split(',').filter((entry) => entry !== '');
  if (list === 'allow-all' || entries.includes(gatewayAddress)) return [];
  const after = [...entries, gatewayAddress].join(',');
  return [planned({ kind: 'list', before: list, after }, 'the panel takes API calls from the gateway, too')];
}
