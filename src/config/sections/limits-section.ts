import * as z from 'zod';
import type { FailurePolicy } from '../../domain/policy/policy.ts';
import type { Rate } from '../../domain/policy/rate.ts';
import { isTooLongForBurst, longBurstPerText, maxBurstPerText } from './burst-window.ts';
import { byName } from '../setting/by-name.ts';
import { commandName } from '../values/command-name.ts';
import { durationText } from '../units/duration-text.ts';
import { type DurationText, duration } from '../values/duration.ts';
import { inheritable } from '../setting/inheritable.ts';
import { type SectionFault, ruled, section } from '../setting/section.ts';
import { topLevelOnly } from '../setting/top-level-only.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { paragraph } from '../text/paragraph.ts';

const profileName = z.string().regex(/^[^/,\s]+$/, 'the name of a profile');
const aboveZero = () => wholeNumber('a whole number above zero', { min: 1 });
const seconds = (description = 'How long the window is.') => duration({ minMs: 1000, inSeconds: true }).describe(description);

/** Profiles that have a limit without being named in the configuration: their keys make many calls in a row by their nature. */
export const presetProfiles: ReadonlyMap<string, Rate> = new Map([
  ['sync-dns-cluster', { calls: 6000, perMs: 60_000 }],
  ['billing', { calls: 1200, perMs: 60_000 }],
]);

/** How many calls are taken, and how many logins may fail. */
export const limitsSection = inheritable({
  address: rateOf(120, {
    calls: 'Calls of one address without a proven credential, in each `per`.',
    burst: paragraph(
      'Further calls once a window is used up. They come back all at once, ten windows (ten times `per`) after the',
      'first of them was taken. Where it is above zero, `per` is at most 214748s (59h).',
    ),
  }),
  key: rateOf(600, { calls: 'Calls of one key, in each `per`.', burst: 'The same, of a key.' }),
  profiles: byName(
    profileName,
    namedRate({
      calls: `Instead of \`limits.key\` for keys with the profile NAME; with several, the widest. ${presetsText(presetProfiles)}`,
      burst: 'The same, of a key with the profile.',
    }),
    { as: heldRate, presets: presetProfiles },
  ),
  commands: byName(
    commandName,
    namedRate({ calls: 'Calls of the command NAME by one key, in each `per`.', burst: 'The same, of the command by one key.' }),
    { as: heldRate },
  ),
  refusedCommands: rateOf(300, {
    calls: paragraph(
      'Calls of one key that are refused for their command (not listed, unknown, of another user), in each `per`.',
      'Further ones are answered with 429, `command_rate`.',
    ),
    burst: 'Further calls, as with the others.',
  }),
  failures: inheritable(
    {
      pair: attemptsOf(5, '10m', 'Logins of one key from one address that may fail in each `per`.'),
      address: attemptsOf(
        20,
        '10m',
        'Logins from one address that may fail in each `per`, whatever their keys; then the address is banned.',
      ),
      key: attemptsOf(50, '24h', 'Logins of one key that may fail in each `per`, from everywhere together.'),
      ban: seconds('How long the first ban of an address lasts. Each further one is twice as long, up to `maxBan`.').prefault(
        '15m',
      ),
      maxBan: seconds('The longest ban; not shorter than `ban`.').prefault('24h'),
    },
    { rule: judgeBans, ruleOfPart: judgeBansOfPart },
  ),
  maxEntries: topLevelOnly(
    aboveZero().describe('Counters of each kind kept in memory.').prefault(100_000),
    'stands at the top level only, because all panels share the counters; leave it out here',
  ),
});

interface RateTexts {
  readonly calls: string;
  readonly burst: string;
}

function burst({ burst: description }: RateTexts) {
  return wholeNumber('a whole number, zero or above', { min: 0 }).describe(description).prefault(0);
}

/** Of a profile, a command, or one policy of a key. */
export function namedRate(texts: RateTexts) {
  return ruled(section({ calls: aboveZero().describe(texts.calls), per: seconds(), burst: burst(texts) }), judgeBurst);
}

/** A rate with defaults: calls in each minute, and no burst. */
function rateOf(calls: number, texts: RateTexts) {
  const settings = {
    calls: aboveZero().describe(texts.calls).prefault(calls),
    per: seconds().prefault('60s'),
    burst: burst(texts),
  };
  return inheritable(settings, { rule: judgeBurst, ruleOfPart: judgeBurstOfPart, as: heldRate });
}

function attemptsOf(attempts: number, per: DurationText, description: string) {
  return inheritable({
    attempts: aboveZero().describe(description).prefault(attempts),
    per: seconds().prefault(per),
  });
}

type BurstRate = Pick<Required<Rate>, 'perMs' | 'burst'>;
type OfPart<Values> = { readonly [Key in keyof Values]?: Values[Key] | undefined };

function judgeBurst(rate: BurstRate, fault: SectionFault): void {
  if (isTooLongForBurst(rate)) fault(['per'], longBurstPerText);
}

function judgeBurstOfPart(all: BurstRate, own: OfPart<BurstRate>, fault: SectionFault): void {
  if (own.perMs === undefined && own.burst === undefined) return;
  if (!isTooLongForBurst({ perMs: own.perMs ?? all.perMs, burst: own.burst ?? all.burst })) return;
  if (own.perMs !== undefined) fault(['per'], longBurstPerText);
  else
    fault(['burst'], `goes with a per of at most ${maxBurstPerText}, and the inherited one is longer; write a shorter one here`);
}

type Bans = Pick<FailurePolicy, 'banMs' | 'maxBanMs'>;

function judgeBans({ banMs, maxBanMs }: Bans, fault: SectionFault): void {
  if (maxBanMs < banMs) fault(['maxBan'], shortMaxBanText);
}

function judgeBansOfPart(all: Bans, own: OfPart<Bans>, fault: SectionFault): void {
  const isOver = (own.maxBanMs ?? all.maxBanMs) < (own.banMs ?? all.banMs);
  if (isOver && own.maxBanMs !== undefined) fault(['maxBan'], shortMaxBanText);
  else if (isOver && own.banMs !== undefined)
    fault(['ban'], 'expected no longer than the inherited maxBan; write a longer one here');
}

const shortMaxBanText = 'expected at least as long as ban: each further ban is twice as long, up to maxBan';

/** `a` has 60 calls per 1s and `b` 10 per 1s, unless they are given. */
function presetsText(presets: ReadonlyMap<string, Rate>): string {
  const rates = [...presets].map(([name, { calls, perMs }], index) =>
    index === 0 ? `\`${name}\` has ${calls} calls per ${durationText(perMs)}` : `\`${name}\` ${calls} per ${durationText(perMs)}`,
  );
  return `${rates.join(' and ')}, unless they are given.`;
}

export function heldRate({ burst: more, ...rate }: Required<Rate>): Rate {
  return more === 0 ? rate : { ...rate, burst: more };
}
