import type { LimitsControl } from '../../domain/ledger/limits-status.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { askingLine } from '../asking-line.ts';
import { bansRemoveContract } from '../contract/contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { type AskedTarget, clientInQuery, limitsInQuery, targetInQuery } from '../target-in-query.ts';
import { panelOption, placeOperand, queryOf, targetOperand } from '../target.ts';
import { aloneText } from './alone-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `?address=ADDRESS` ends all bans of one; `?key=ID` ends those of a key and forgets its failures; both together the ban of the key from there.
 * `panel=NAME`: at that one alone.
 */
const question: GatewayQuestion = {
  method: 'DELETE',
  path: '/bans',
  contract: bansRemoveContract,
  answer: async ({ limits: all, audit, log }, query) => {
    const target = targetInQuery(query);
    if (target.kind === 'none') return target.answer;
    const limits = limitsInQuery(all, query);
    if ('kind' in limits) return limits.answer;
    if (target.kind === 'key' && query.has('address')) {
      const place = clientInQuery(query);
      if (place.kind === 'none') return place.answer;
    }
    const { subject, ended, forgotten, pairs, still } = await end(target, limits, query);
    const panel = query.get('panel') ?? undefined;
    log.info('bans are ended by hand, and failures forgotten', { subject, panel, ended, forgotten });
    audit({ event: 'unbanned', panel, banned: subject, ended });
    return jsonAnswer({
      subject,
      ended,
      ...(pairs.length > 0 && { pairs }),
      forgotten,
      still: still.map(({ panel: name, subject: banned, leftMs }) => ({
        panel: name,
        subject: banned,
        leftSeconds: Math.ceil(leftMs / 1000),
      })),
      onThisGatewayAlone: limits.isAlone(),
    });
  },
};

interface Ended {
  readonly subject: string;
  readonly ended: number;
  /** Failed logins that count no longer, where none of them had led to a ban. */
  readonly forgotten: number;
  /** Bans of a key at single places. */
  readonly pairs: readonly string[];
  /** What goes on to refuse the client. */
  readonly still: ReturnType<LimitsControl['bans']>;
}

async function end(
  target: Exclude<AskedTarget, { kind: 'none' }>,
  limits: LimitsControl,
  query: URLSearchParams,
): Promise<Ended> {
  if (target.kind === 'key') {
    const { key } = target;
    const place = query.has('address') ? clientInQuery(query) : undefined;
    if (place !== undefined && place.kind !== 'none') {
      const ended = await limits.unbanPair(key, place);
      return { subject: `${key} ${query.get('address') ?? ''}`, ended, forgotten: 0, pairs: [], still: [] };
    }
    const forgotten = failuresIn(await limits.ofKey(key));
    const pairs = limits.bans().flatMap(({ subject }) => (subject.startsWith(`${key} `) ? [subject] : []));
    const wasRefused = await limits.unlock(key);
    return { subject: key, ended: Number(wasRefused) + pairs.length, forgotten, pairs, still: [] };
  }
  const address = target.kind === 'address' ? target.address : undefined;
  const forgotten = address === undefined ? 0 : failuresIn(await limits.ofAddress(address));
  const ended = await limits.unban(target);
  const still = limits.on(target).flatMap(({ bans }) => bans);
  return { subject: address?.text ?? query.get('address') ?? '', ended, forgotten, pairs: [], still };
}

function failuresIn(rows: Awaited<ReturnType<LimitsControl['ofKey']>>): number {
  return rows.reduce((sum, { counted, used }) => (counted.startsWith('failures ') ? sum + used : sum), 0);
}

/** Prints what was ended, or how many failures are forgotten. */
export const bansRemove = askingLine({
  name: 'bans remove',
  about: 'End the bans of an address, a network or an access key, and forget its failed logins.',
  more: [
    'It takes what bans list prints: an address, a network, a key, or a key and the place behind it. With an address also the bans of access keys from there end. With the id of an access key its bans at all addresses end, and it may be used from everywhere again. The exit code is 1 where there was nothing to end or to forget.',
  ],
  examples: [
    'hearthgate bans remove 192.0.2.7',
    'hearthgate bans remove 203.0.113.0/24',
    'hearthgate bans remove ABCDEFGHIJ0123456789',
    'hearthgate bans remove ABCDEFGHIJ0123456789 192.0.2.7',
  ],
  operands: { target: targetOperand, place: placeOperand },
  options: { panel: panelOption },
  question,
  run: async ({ target, place, panel }, { ask }, { stdout }) => {
    if (place !== undefined && target.kind !== 'key')
      throw new UsageError(`unexpected argument ${JSON.stringify(place.text)}: only a key has a place behind it`);
    const query = { ...queryOf(target, place), ...(panel !== undefined && { panel }) };
    const answer = fieldsOf(await ask(question, query));
    const name = place === undefined ? target.text : `${target.text} ${place.text}`;
    const [ended, forgotten] = [Number(answer['ended']), Number(answer['forgotten'])];
    const bans = `${ended} ${ended === 1 ? 'ban' : 'bans'} of ${name} ended${placesText(name, answer)}`;
    stdout.write(`${ended > 0 ? bans : `${name} was not banned${forgottenText(forgotten)}`}\n`);
    for (const { panel: at, subject, leftSeconds } of itemsOf(answer['still']).map(fieldsOf))
      stdout.write(`at panel ${textOf(at)} it is banned still, by ${textOf(subject)}, for ${spanText(Number(leftSeconds))}\n`);
    stdout.write(aloneText(answer));
    return ended + forgotten > 0 ? exitCode.ok : exitCode.nothing;
  },
});

/** Where a key was banned; nothing where it was refused everywhere alone. */
function placesText(key: string, { pairs, ended }: Fields): string {
  const places = [...new Set(itemsOf(pairs).map(textOf))].map((pair) => `at ${pair.replace(`${key} `, '')}`);
  if (places.length === 0) return '';
  return `: ${[...(Number(ended) > itemsOf(pairs).length ? ['everywhere'] : []), ...places].join(', ')}`;
}

function forgottenText(failures: number): string {
  if (failures === 0) return '';
  return `; its ${failures === 1 ? '1 failed login is' : `${failures} failed logins are`} forgotten`;
}
