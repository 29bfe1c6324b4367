import { parseDuration } from '../../config/units/parse-duration.ts';
import type { BanResult, LimitsControl } from '../../domain/ledger/limits-status.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { flagOption, optional } from '../../terminal/parameter.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { askingLine } from '../asking-line.ts';
import { bansAddContract } from '../contract/contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { clientInQuery, limitsInQuery } from '../target-in-query.ts';
import { clientOperand, panelOption } from '../target.ts';
import { aloneText } from './alone-text.ts';
import { faultOfNote, termsInQuery } from './ban-terms.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `?address=ADDRESS&seconds=N`, or `until=TIME`; `note=TEXT`, `panel=NAME` and `withKnown=true` where they are wanted. */
export const addQuestion: GatewayQuestion = {
  method: 'POST',
  path: '/bans',
  contract: bansAddContract,
  answer: async ({ limits: all, audit, clock, log }, query) => {
    const client = clientInQuery(query);
    if (client.kind === 'none') return client.answer;
    const limits = limitsInQuery(all, query);
    if ('kind' in limits) return limits.answer;
    const terms = termsInQuery(query, clock.wallMs());
    if (terms === 'ended') return jsonAnswer({ banned: [], hasEnded: true, onThisGatewayAlone: false });
    if ('kind' in terms) return terms.answer;
    const banned = client.kind === 'address' ? client.address.text : client.network.text;
    const result = await limits.ban(client, terms);
    if (result !== 'banned') return { status: 409, body: `${banned} ${notBanned[result]}\n` };
    const { note } = terms;
    const panel = query.get('panel') ?? undefined;
    const seconds = Math.ceil(terms.lastsMs / 1000);
    log.info('an address is banned by hand', { address: banned, panel, seconds, note });
    audit({ event: 'banned', panel, banned, seconds, note });
    return jsonAnswer({ banned: inForce(limits, client), hasEnded: false, onThisGatewayAlone: limits.isAlone() });
  },
};

function inForce(limits: LimitsControl, client: Parameters<LimitsControl['on']>[0]): readonly object[] {
  return limits.on(client).map(({ panel, name, bans }) => ({
    panel,
    subject: name,
    leftSeconds: Math.ceil(Math.max(0, ...bans.map(({ leftMs }) => leftMs)) / 1000),
  }));
}

const notBanned: Readonly<Record<Exclude<BanResult, 'banned'>, string>> = {
  never: 'is not banned: clients.neverBan names it, or part of it',
  'no-room': 'is not banned everywhere: all places are taken by bans that run; raise limits.maxEntries',
  known: 'is not banned: a key was used with success from there within 30 days; with --with-known it is banned all the same',
  'too-wide': 'is not banned: a network has at least 8 bits, of IPv6 16; to let in only who is named, set clients.allow',
};

/** Prints what is in force then: a ban that runs longer stays. */
export const bansAdd = askingLine({
  name: 'bans add',
  about: 'Ban an address or a network; of an IPv6 address the network that counts as one client.',
  more: [
    'It prints what is in force then: a ban that expires later stays. A network is not banned while an address in it may never be banned (clients.neverBan), nor, without --with-known, where a key was used with success from there within 30 days. To refuse a network for good, add it to clients.deny.',
  ],
  examples: ['hearthgate bans add 198.51.100.9 --for 7d', 'hearthgate bans add 203.0.113.0/24 --note ticket-4711'],
  operands: { target: clientOperand },
  options: {
    for: optional({ placeholder: 'DURATION', about: 'how long, such as 30m, 2h or 7d', fallback: '1h', read: secondsIn }),
    note: optional({ placeholder: 'TEXT', about: 'why, for lists and the audit log', read: noteIn }),
    panel: panelOption,
    'with-known': flagOption('also a network from which a key was used with success lately'),
  },
  question: addQuestion,
  run: async (values, { ask }, { stdout }) => {
    const { target, for: seconds, note, panel } = values;
    const answer = fieldsOf(
      await ask(addQuestion, {
        address: target.text,
        seconds: String(seconds),
        ...(note !== undefined && { note }),
        ...(panel !== undefined && { panel }),
        ...(values['with-known'] && { withKnown: 'true' }),
      }),
    );
    const lines = itemsOf(answer['banned'])
      .map(fieldsOf)
      .map((row) => ({ panel: textOf(row['panel']), text: inForceText(row, seconds) }));
    const isSame = panel === undefined && lines.every(({ text }) => text === lines[0]?.text);
    for (const line of isSame ? lines.slice(0, 1) : lines)
      stdout.write(isSame ? `${line.text}\n` : `panel ${line.panel}: ${line.text}\n`);
    stdout.write(aloneText(answer));
    return exitCode.ok;
  },
});

function secondsIn(text: string): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 1000)
    throw new UsageError(`--for: expected a duration of at least 1s, such as 30m, 2h or 7d, found ${JSON.stringify(text)}`);
  return Math.floor(ms / 1000);
}

function noteIn(text: string): string {
  const fault = faultOfNote(text);
  if (fault !== undefined) throw new UsageError(`--note: ${fault}`);
  return text;
}

function inForceText({ subject, leftSeconds }: Fields, seconds: number): string {
  const longest = Number(leftSeconds);
  return `${textOf(subject)} is banned for ${spanText(longest)}${longest > seconds ? ': a longer ban was in force already' : ''}`;
}
