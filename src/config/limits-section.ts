import { z } from 'zod';
import type { Rate } from '../domain/policy.ts';
import { isTooLongForBurst, longBurstPerText } from './burst-window.ts';
import { byName } from './by-name.ts';
import { commandName } from './command-name.ts';
import { type DurationText, duration } from './duration.ts';
import { inheritable } from './inheritable.ts';
import { type SectionFault, ruled, section } from './section.ts';
import { topLevelOnly } from './top-level-only.ts';
import { wholeNumber } from './whole-number.ts';

const profileName = z.string().regex(/^[^/,\s]+$/, 'the name of a profile');
const aboveZero = () => wholeNumber('a whole number above zero', { min: 1 });
const seconds = () => duration({ minMs: 1000, inSeconds: true });
const burst = () => wholeNumber('a whole number, zero or above', { min: 0 }).prefault(0);

/** Of a profile or a command. */
const namedRate = ruled(section({ calls: aboveZero(), per: seconds(), burst: burst() }), judgeBurst);

/** How many calls are taken, and how many logins may fail. */
export const limitsSection = inheritable({
  address: rateOf(120),
  key: rateOf(600),
  profiles: byName(profileName, namedRate, heldRate),
  commands: byName(commandName, namedRate, heldRate),
  refusedCommands: rateOf(300),
  failures: inheritable(
    {
      pair: attemptsOf(5, '10m'),
      address: attemptsOf(20, '10m'),
      key: attemptsOf(50, '24h'),
      ban: seconds().prefault('15m'),
      maxBan: seconds().prefault('24h'),
    },
    {
      rule: ({ banMs, maxBanMs }, fault) => {
        if (maxBanMs < banMs) fault(['maxBan'], shortMaxBanText);
      },
    },
  ),
  maxEntries: topLevelOnly(
    aboveZero().prefault(100_000),
    'stands at the top level only, because all panels share the counters; leave it out here',
  ),
});

export const shortMaxBanText = 'expected at least as long as ban: each further ban is twice as long, up to maxBan';

/** A rate with defaults: so many calls in each minute, and no burst. */
function rateOf(calls: number) {
  const settings = { calls: aboveZero().prefault(calls), per: seconds().prefault('60s'), burst: burst() };
  return inheritable(settings, { rule: judgeBurst, as: heldRate });
}

function attemptsOf(attempts: number, per: DurationText) {
  return inheritable({ attempts: aboveZero().prefault(attempts), per: seconds().prefault(per) });
}

function judgeBurst(value: Pick<Required<Rate>, 'perMs' | 'burst'>, fault: SectionFault): void {
  if (isTooLongForBurst(value)) fault(['per'], longBurstPerText);
}

function heldRate({ burst: more, ...rate }: Required<Rate>): Rate {
  return more === 0 ? rate : { ...rate, burst: more };
}
