import { existsSync, rmSync } from 'node:fs';
import { replaceFile } from '../../disk/files/replace-file.ts';
import { StartError } from '../../domain/start-error.ts';
import { restoreRights } from '../../host/file-rights.ts';
import { panelCommand, panelPaths } from '../../host/panel-paths.ts';
import { runProgram } from '../../host/run-program.ts';
import type { Deeds, FileState, GuardChange } from './change.ts';
import { fileState } from './file-change.ts';

const path = panelPaths.customRules;
const updateFirewall = 'v-update-firewall';
const firstLine = '#!/bin/bash\n';
const newRights = { uid: 0, gid: 0, mode: 0o750 } as const;
const executable = 0o100;

/** The panel runs this script whenever it builds its firewall, which leaves the chain OUTPUT as it is. */
export const guardDeeds: Deeds<GuardChange> = {
  refreshed: async (change) => ({ ...change, before: await fileState(path) }),
  remembered: async (change) => change,

  isMade: async (change) => {
    const { code } = await runProgram('iptables', ['-w', '-C', ...ruleOf(change)]);
    return code === 0 && ((await fileState(path))?.text.includes(blockOf(change)) ?? false);
  },

  make: async (change) => {
    const now = await fileState(path);
    if (now !== undefined && (now.rights.mode & executable) === 0)
      throw new StartError(
        'EHOST',
        `${path} is not executable, so the panel does not run it; make it executable, or move it away`,
      );
    const text = now?.text ?? firstLine;
    if (!text.includes(blockOf(change))) {
      const [, begin = '', rest = ''] = /^(#!.*\n|)([^]*)$/.exec(text) ?? [];
      // In front: a script may end before its last line.
      await write({ text: `${begin}${blockOf(change)}${rest}`, rights: now?.rights ?? newRights });
    }
    await rebuildFirewall();
    if (!(await guardDeeds.isMade(change)))
      throw new StartError('EHOST', `the panel's firewall does not close port ${change.port}`);
  },

  takeBack: async (change) => {
    const now = await fileState(path);
    const text = now?.text.replace(blockOf(change), '') ?? '';
    if (now !== undefined && change.before === undefined && text === firstLine) rmSync(path);
    else if (now !== undefined && text !== now.text) await write({ text, rights: now.rights });
    while ((await runProgram('iptables', ['-w', '-D', ...ruleOf(change)])).code === 0);
    if (!existsSync(panelCommand(updateFirewall)))
      return ['the panel is gone, and its other rules of the firewall are as it left them'];
    await rebuildFirewall();
    return [];
  },
};

/** The exit code of the panel's command is that of its last line, whatever became of the rules: they are looked at. */
async function rebuildFirewall(): Promise<void> {
  await runProgram(panelCommand(updateFirewall), []);
}

function ruleOf({ port, user }: GuardChange): readonly string[] {
  const connection = ['OUTPUT', '-o', 'lo', '-p', 'tcp', '-d', '127.0.0.1', '--dport', String(port)];
  return [...connection, '-m', 'owner', '!', '--uid-owner', user, '-j', 'REJECT', '--reject-with', 'tcp-reset'];
}

function blockOf(change: GuardChange): string {
  const rule = ruleOf(change).join(' ');
  return `# Hearthgate: of all users of this host only ${change.user} reaches port ${change.port}. "hearthgate setup --undo" takes it away.
iptables -w -C ${rule} 2>/dev/null || iptables -w -I ${rule}
# Hearthgate: end
`;
}

async function write({ text, rights }: FileState): Promise<void> {
  await replaceFile(path, { content: Buffer.from(text, 'latin1'), mode: rights.mode, owner: rights });
  await restoreRights(path, rights);
}
