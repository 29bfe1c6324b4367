import * as z from 'zod';
import { isCommandName } from '../../domain/call/bounds.ts';
import { callingAddresses } from '../values/addresses.ts';
import { choice } from '../values/choice.ts';
import { dayOrTime } from '../values/day-or-time.ts';
import { listOf } from '../values/text-list.ts';
import { inheritable } from '../setting/inheritable.ts';
import { ruled, section } from '../setting/section.ts';
import { paragraph } from '../text/paragraph.ts';

const decision = () => choice('allow', 'deny');
const commands = () => listOf('the name of a command', (text) => (isCommandName(text) ? text : undefined));

/** In place of `allow`: from where, until when, or both. */
const terms = ruled(
  section({
    from: callingAddresses()
      .describe('Addresses and ranges from which they are taken, of those that may call. Left out: from all of them.')
      .optional(),
    until: dayOrTime()
      .describe(
        paragraph(
          'When that ends: a day (its first moment, UTC) or a time (UTC). From then on they are refused, without a reload.',
          'Left out: never.',
        ),
      )
      .optional(),
  }),
  ({ from, until }, fault) => {
    if (from === undefined && until === undefined)
      fault([], 'expected from, until or both; to allow them as they are write allow');
  },
);

/** Of a kind of credential that the panel has deprecated. */
const deprecatedDecision = () => z.union([decision(), terms], { error: 'allow, deny or { from: ADDRESSES, until: DAY }' });

/** Which credentials are taken. */
export const authSection = inheritable({
  accessKeys: decision().describe('Access keys: `allow` or `deny`.').prefault('allow'),
  apiKeys: deprecatedDecision()
    .describe('API keys, deprecated by the panel: `allow`, `deny`, or a mapping with one or both of the next ones.')
    .prefault('deny'),
  password: deprecatedDecision()
    .describe("The root user's name and password, deprecated by the panel: the same as `apiKeys`.")
    .prefault('deny'),
  unscopedCommands: commands()
    .describe('Commands without a user argument that keys of ordinary users may run, where their profiles list them.')
    .prefault([]),
});
