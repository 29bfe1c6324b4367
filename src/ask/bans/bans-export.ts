import { exitCode } from '../../terminal/exit-code.ts';
import { askingLine } from '../asking-line.ts';
import { panelOption } from '../target.ts';
import { exportedLine } from './exported-ban.ts';
import { bansQuestion, runningBans } from './bans-list.ts';

/** One JSON object a line. */
export const bansExport = askingLine({
  name: 'bans export',
  about: 'Print the bans by hand, in the form that bans import reads.',
  more: [
    'Each line is a JSON object: {"banned": "203.0.113.0/24", "until": "2027-01-02T03:04:05.000Z", "note": "…", "panel": "main"}. Bans that failed logins began are not among them: each gateway judges what it sees.',
  ],
  examples: ['hearthgate bans export --config gateway.yaml > bans.jsonl'],
  options: { panel: panelOption },
  question: bansQuestion,
  hasJson: false,
  run: async ({ panel }, gateway, { stdout, stderr }) => {
    const { bans, isAlone } = await runningBans(gateway, panel);
    const byHand = bans.filter(({ cause }) => cause === 'manual');
    stdout.write(byHand.map((ban) => `${exportedLine(ban)}\n`).join(''));
    if (isAlone) stderr.write('Redis does not answer: these bans are known to this gateway alone\n');
    return exitCode.ok;
  },
});
