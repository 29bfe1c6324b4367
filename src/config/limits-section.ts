import { z } from 'zod';
import { commandName } from './command-name.ts';
import { duration } from './duration.ts';
import { leaf } from './leaf.ts';
import { notAvailableYet } from './not-available-yet.ts';
import { section } from './section.ts';
import { wholeNumber } from './whole-number.ts';

const profileName = z.string().regex(/^[^/,\s]+$/, 'the name of a profile');
const calls = () => wholeNumber('a whole number above zero', { min: 1 });
const per = () => duration({ minMs: 1000 });
const burst = notAvailableYet();
const rate = section({ calls: calls(), per: per(), burst });
const rateInPart = section({ calls: calls().optional(), per: per().optional(), burst });

/** How many calls are taken. */
export const limitsSection = section({
  address: section({ calls: calls().prefault(120), per: per().prefault('60s'), burst }).prefault({}),
  key: section({ calls: calls().prefault(600), per: per().prefault('60s'), burst }).prefault({}),
  profiles: z.record(profileName, rate).prefault({}),
  commands: z.record(commandName, rate).prefault({}),
  failures: notAvailableYet(),
  burst,
  maxEntries: wholeNumber('a whole number above zero', { min: 1 }).prefault(100_000),
});

/** The same for one panel, with what differs there. */
export const panelLimitsSection = section({
  address: rateInPart.optional(),
  key: rateInPart.optional(),
  profiles: z.record(profileName, rate).optional(),
  commands: z.record(commandName, rate).optional(),
  failures: notAvailableYet(),
  burst,
  maxEntries: leaf('nothing', (_raw, fault) =>
    fault('stands at the top level only, because all panels share the counters; leave it out here'),
  ).optional(),
});
