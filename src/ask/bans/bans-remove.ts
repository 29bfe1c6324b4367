import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import type { AdminAnswer } from '../../admin/admin-answer.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { askingLine } from '../asking-line.ts';
import { jsonAnswer } from '../json-answer.ts';
import { countedRows } from '../limits-show.ts';
import type { AskedParts, GatewayQuestion } from '../gateway-question.ts';
import { targetInQuery } from '../target-in-query.ts';
import { bannedNetworks, judgeTarget, queryOf, targetOperand } from '../target.ts';

/** `?address=ADDRESS` ends all bans of one; `?key=ID` ends those of a key and forgets its failures. */
const question: GatewayQuestion = {
  method: 'DELETE',
  path: '/bans',
  answer: async (asked, query) => {
    const target = targetInQuery(query);
    if (target.kind === 'none') return target.answer;
    if (target.kind === 'key') return unlock(target.key, asked);
    const { address } = target;
    const ended = await asked.limits.unban(address);
    asked.log.info('the bans of an address are ended by hand', { address: address.text, ended });
    return jsonAnswer({ address: address.text, ended });
  },
};

async function unlock(key: string, { limits, log }: AskedParts): Promise<AdminAnswer> {
  const pairs = limits.bans().flatMap(({ subject }) => (subject.startsWith(`${key} `) ? [subject] : []));
  const wasRefused = await limits.unlock(key);
  log.info('the failures of a key are forgotten by hand, and its bans ended', { key, wasRefused, pairs: pairs.length });
  return jsonAnswer({ key, ended: Number(wasRefused) + pairs.length, ...(pairs.length > 0 && { pairs }) });
}

/** Prints what was ended, or how many failures are forgotten. */
export const bansRemove = askingLine({
  name: 'bans remove',
  about: 'End the bans of an address or an access key, and forget its failed logins.',
  more: [
    'With an address also the bans of access keys from there end. With the id of an access key its bans at all addresses end, and it may be used from everywhere again.',
  ],
  examples: [
    'hearthgate bans remove 192.0.2.7 --config gateway.yaml',
    'hearthgate bans remove ABCDEFGHIJ0123456789 --config gateway.yaml',
  ],
  operands: { target: targetOperand },
  question,
  run: async ({ target }, gateway, { stdout }) => {
    judgeTarget(target, gateway.settings, bannedNetworks);
    const failures = (await countedRows(gateway, target)).reduce(
      (sum, row) => (textOf(row['counted']).startsWith('failures ') ? sum + Number(row['used']) : sum),
      0,
    );
    const { ended, pairs } = fieldsOf(await gateway.ask(question, queryOf(target)));
    const name = target.kind === 'key' ? target.key : target.text;
    const count = Number(ended);
    const bans = `${count} ${count === 1 ? 'ban' : 'bans'} of ${name} ended${placesText(name, itemsOf(pairs).map(textOf), count)}`;
    stdout.write(`${count > 0 ? bans : `${name} was not banned${forgottenText(failures)}`}\n`);
    return exitCode.ok;
  },
});

/** Where a key was banned; nothing where it was refused everywhere alone. */
function placesText(key: string, pairs: readonly string[], count: number): string {
  if (pairs.length === 0) return '';
  const places = [...new Set(pairs)].map((pair) => `at ${pair.replace(`${key} `, '')}`);
  return `: ${[...(count > pairs.length ? ['everywhere'] : []), ...places].join(', ')}`;
}

function forgottenText(failures: number): string {
  if (failures === 0) return '';
  return `; its ${failures === 1 ? '1 failed login is' : `${failures} failed logins are`} forgotten`;
}
