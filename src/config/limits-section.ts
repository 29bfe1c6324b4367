import { z } from 'zod';
import { isCommandName } from '../domain/bounds.ts';
import { duration } from './duration.ts';
import { notAvailableYet } from './not-available-yet.ts';
import { section } from './section.ts';
import { wholeNumber } from './whole-number.ts';

const calls = () => wholeNumber('a whole number above zero', { min: 1 });
const per = () => duration({ minMs: 1000 });
const burst = notAvailableYet();
const rate = section({ calls: calls(), per: per(), burst });

const profileName = z.string().regex(/^[^/,\s]+$/, 'the name of a profile');
const commandName = z.string().refine(isCommandName, 'the name of a command: letters, digits, "_" and "-", at most 64');

export const limitsSection = section({
  address: section({ calls: calls().prefault(120), per: per().prefault('60s'), burst }).prefault({}),
  key: section({ calls: calls().prefault(600), per: per().prefault('60s'), burst }).prefault({}),
  profiles: z.record(profileName, rate).prefault({}),
  commands: z.record(commandName, rate).prefault({}),
  failures: notAvailableYet(),
  burst,
  maxEntries: wholeNumber('a whole number above zero', { min: 1 }).prefault(100_000),
});
