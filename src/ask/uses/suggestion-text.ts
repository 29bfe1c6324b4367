import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { printable } from '../../domain/text/printable.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Files with comments, or the difference to what the key may do now. Each line of a file stands alone, however long it is. */
export function suggestionText(answer: Fields, isDiff: boolean): { readonly text: string; readonly isAny: boolean } {
  const found = itemsOf(answer['suggestions']).map(fieldsOf);
  const known = found.filter(({ commands }) => itemsOf(commands).length > 0);
  const lines = found.length === 0 ? ['no panel has such a key'] : [];
  for (const each of found) {
    if (lines.length > 0) lines.push('');
    lines.push(...comment(`panel ${textOf(each['panel'])}, key ${textOf(each['key'])} of ${textOf(each['user'])}`));
    lines.push(...warnings(answer, each));
    if (!known.includes(each)) lines.push(...comment('No call of it was accepted: there is nothing to suggest.'));
    else lines.push(...(isDiff ? differenceOf(each) : filesOf(each)));
  }
  return { text: lines.map((line) => `${printable(line)}\n`).join(''), isAny: known.length > 0 };
}

function warnings({ recordedDays, isEnough, since }: Fields, { incompleteSince }: Fields): readonly string[] {
  const young = `Careful: the record is ${textOf(recordedDays)} days old (since ${dayOf(since)}); what runs once a month needs 35 days.`;
  const incomplete = `Careful: the record of this key is incomplete since ${dayOf(incompleteSince)}; it may use more than this.`;
  return [...(isEnough === true ? [] : comment(young)), ...(incompleteSince === undefined ? [] : comment(incomplete))];
}

function filesOf(each: Fields): readonly string[] {
  const commands = itemsOf(each['commands']).map(fieldsOf);
  const addresses = itemsOf(each['addresses']).map(fieldsOf);
  return [
    '#',
    ...comment('The profile, a file in data/api of the panel:'),
    ...commands.flatMap((one) => comment(`${seenText(one, 'command')}${one['isSeldom'] === true ? ' (seldom)' : ''}`)),
    `ROLE='${textOf(each['role'])}'`,
    `COMMANDS='${commands.map(({ command }) => textOf(command)).join(',')}'`,
    '',
    ...comment("Addresses, for the panel's part of the configuration; other keys of the panel need theirs beside them:"),
    ...addresses.flatMap((one) => comment(seenText(one, 'address'))),
    'clients:',
    '  allow:',
    ...addresses.map(({ address }) => `    - '${textOf(address)}'`),
    '',
    ...comment(`The rate, no lower than this; the busiest minute was ${textOf(each['busiestAt'])}:`),
    'limits:',
    `  key: { calls: ${textOf(each['callsPerMinute'])}, per: 1m }`,
  ];
}

function differenceOf({ unusedCommands, rate, callsPerMinute, commands, addresses }: Fields): readonly string[] {
  const unused = itemsOf(unusedCommands).map(textOf);
  const { calls, perSeconds } = fieldsOf(rate);
  const used = itemsOf(commands).map((each) => textOf(fieldsOf(each)['command']));
  const everything = unusedCommands === null ? ['- every command', ...used.map((command) => `+ ${command}`)] : [];
  return [
    ...everything,
    ...unused.map((command) => `- ${command}`),
    ...(unusedCommands !== null && unused.length === 0 ? comment('It uses every command that it may run.') : []),
    ...comment(
      `calls come from ${itemsOf(addresses)
        .map((each) => textOf(fieldsOf(each)['address']))
        .join(' ')}`,
    ),
    ...comment(`rate: ${textOf(calls)} per ${textOf(perSeconds)}s now, ${textOf(callsPerMinute)} per 60s needed`),
  ];
}

function seenText(one: Fields, field: string): string {
  return `${textOf(one[field])}: ${textOf(one['accepted'])} ${one['accepted'] === 1 ? 'call' : 'calls'}, the last on ${dayOf(one['lastUse'])}`;
}

function comment(text: string): readonly string[] {
  return wrapText(text, 2).map((line) => `# ${line.trimStart()}`);
}

function dayOf(value: unknown): string {
  return textOf(value).slice(0, 10);
}
