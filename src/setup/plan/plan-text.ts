import { commandText, runProgram } from '../../host/run-program.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { listSetting } from '../../host/panel-setting.ts';
import type { Change, FileChange } from '../changes/change.ts';
import type { SetupStep } from '../record/journal.ts';
import type { Facts } from './facts.ts';

/** What was found, in a few lines. */
export function factsText({ panel, mode, port }: Facts): string {
  const list = panel.list === '' ? 'nobody' : panel.list;
  const names = panel.certificateNames.length > 0 ? panel.certificateNames.join(', ') : 'none';
  return [
    `Panel ${panel.version || 'of unknown version'} on port ${panel.port}; certificate for ${names}; ${panel.hasFirewall ? 'it manages the firewall' : 'it manages no firewall'}`,
    `May call its API: ${list}`,
    mode === 'beside'
      ? `Gateway beside it, on port ${port}`
      : `Gateway behind its web server, on its port; the API is served to the gateway on port ${port} of loopback`,
    '',
  ].join('\n');
}

/** Each step: why, then the command, or the file with what changes in it. */
export async function planText(steps: readonly SetupStep[]): Promise<string> {
  const texts: string[] = [];
  for (const [index, { change, reason, state, overridden = [] }] of steps.entries()) {
    const called =
      overridden.length === 0 ? '' : `; although called directly by ${overridden.map(({ address }) => address).join(', ')}`;
    texts.push(
      `${index + 1}. ${reason}${called}${state === 'planned' ? '' : ` (${state})`}\n${indented(await setupChangeText(change))}`,
    );
  }
  // A terminal is shown no control characters, and the files of the panel's web server are indented by tabs.
  return texts.join('\n').replaceAll('\t', '  ');
}

export async function setupChangeText(change: Change): Promise<string> {
  switch (change.kind) {
    case 'file':
      return fileDiff(change);
    case 'lines':
      return `${change.path}\n${change.insertions.map(({ text }) => text.replaceAll(/^/gm, '+').slice(0, -1)).join('')}`;
    case 'units':
      return commandText('systemctl', ['enable', '--now', ...change.units.map(({ name }) => name)]);
    case 'guard':
      return `${panelPaths.customRules}, and v-update-firewall: port ${change.port} of 127.0.0.1 for the user ${change.user} alone`;
    case 'list':
      return commandText('v-change-sys-config-value', [listSetting, change.after]);
    case 'rule':
      return commandText('v-add-firewall-rule', [
        'ACCEPT',
        change.rule.from,
        String(change.rule.port),
        'TCP',
        change.rule.comment,
      ]);
  }
}

async function fileDiff({ path, before, after }: FileChange): Promise<string> {
  const rights = `mode ${after.rights.mode.toString(8).padStart(4, '0')}`;
  const args = before === undefined ? ['/dev/null', '-'] : [path, '-'];
  const { stdout } = await runProgram('diff', ['--unified=1', ...args], {
    input: Buffer.from(after.text, 'latin1').toString('utf8'),
  });
  return `${path} (${rights})\n${stdout.split('\n').slice(2).join('\n')}`;
}

function indented(text: string): string {
  return text
    .trimEnd()
    .replaceAll(/^(?=.)/gm, '   ')
    .concat('\n');
}
