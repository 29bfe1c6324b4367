import { z } from 'zod';
import { isTooLongForBurst, longBurstPerText } from './burst-window.ts';
import { commandName } from './command-name.ts';
import { duration } from './duration.ts';
import { leaf } from './leaf.ts';
import { type SectionFault, ruled, section } from './section.ts';
import { wholeNumber } from './whole-number.ts';

const profileName = z.string().regex(/^[^/,\s]+$/, 'the name of a profile');
const aboveZero = () => wholeNumber('a whole number above zero', { min: 1 });
const seconds = () => duration({ minMs: 1000, inSeconds: true });
const burst = () => wholeNumber('a whole number, zero or above', { min: 0 });

const rate = ruled(section({ calls: aboveZero(), per: seconds(), burst: burst().prefault(0) }), judgeBurst);
const rateInPart = section({ calls: aboveZero().optional(), per: seconds().optional(), burst: burst().optional() });
const attemptsInPart = section({ attempts: aboveZero().optional(), per: seconds().optional() });

/** How many calls are taken, and how many logins may fail. */
export const limitsSection = section({
  address: rateOf(120),
  key: rateOf(600),
  profiles: z.record(profileName, rate).prefault({}),
  commands: z.record(commandName, rate).prefault({}),
  refusedCommands: rateOf(300),
  failures: ruled(
    section({
      pair: attemptsOf(5, '10m'),
      address: attemptsOf(20, '10m'),
      key: attemptsOf(50, '24h'),
      ban: seconds().prefault('15m'),
      maxBan: seconds().prefault('24h'),
    }),
    ({ ban, maxBan }, fault) => {
      if (maxBan < ban) fault(['maxBan'], shortMaxBanText);
    },
  ).prefault({}),
  maxEntries: aboveZero().prefault(100_000),
});

/** The same for one panel, with what differs there. What it comes to with the rest is judged where both are known. */
export const panelLimitsSection = section({
  address: rateInPart.optional(),
  key: rateInPart.optional(),
  profiles: z.record(profileName, rate).optional(),
  commands: z.record(commandName, rate).optional(),
  refusedCommands: rateInPart.optional(),
  failures: section({
    pair: attemptsInPart.optional(),
    address: attemptsInPart.optional(),
    key: attemptsInPart.optional(),
    ban: seconds().optional(),
    maxBan: seconds().optional(),
  }).optional(),
  maxEntries: leaf('nothing', (_raw, fault) =>
    fault('stands at the top level only, because all panels share the counters; leave it out here'),
  ).optional(),
});

export const shortMaxBanText = 'expected at least as long as ban: each further ban is twice as long, up to maxBan';

/** A rate with defaults: so many calls in each minute, and no burst. */
function rateOf(calls: number) {
  const settings = { calls: aboveZero().prefault(calls), per: seconds().prefault('60s'), burst: burst().prefault(0) };
  return ruled(section(settings), judgeBurst).prefault({});
}

function attemptsOf(attempts: number, per: string) {
  return section({ attempts: aboveZero().prefault(attempts), per: seconds().prefault(per) }).prefault({});
}

function judgeBurst(value: { readonly per: number; readonly burst: number }, fault: SectionFault): void {
  if (isTooLongForBurst(value)) fault(['per'], longBurstPerText);
}
