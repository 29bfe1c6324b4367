import * as z from 'zod';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { CommandNames, isCommandEntry } from '../../domain/policy/command-names.ts';
import { OpeningHours } from '../../domain/policy/opening-hours.ts';
import { type SectionFault, ruled, section } from '../setting/section.ts';
import { paragraph } from '../text/paragraph.ts';
import { textForm } from '../text/written-form.ts';
import { keyAddresses } from '../values/addresses.ts';
import { leaf } from '../values/leaf.ts';
import { listOf, textList } from '../values/text-list.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { dayOrTime } from '../values/day-or-time.ts';
import { namedRate } from './limits-section.ts';
import { reasons } from './report-settings.ts';

const accessKeyId = z.string().refine(isAccessKeyId, 'the id of an access key');
const name = (text: string): string | undefined => (/^[^/,\s]+$/.test(text) ? text : undefined);
const commands = () =>
  textList('a list of commands, such as v-list-user, v-list-* or profile:billing', (entries, fault) => {
    for (const { text, at } of entries)
      if (!isCommandEntry(text)) fault(`expected a command, v-list-* or profile:NAME, found ${JSON.stringify(text)}`, at);
    return new CommandNames(entries.map(({ text }) => text));
  });

/** What narrows the calls of a key. Everything may be left out. */
const policySettings = {
  from: keyAddresses().describe('Addresses and ranges from which it is used.').optional(),
  notBefore: dayOrTime().describe('When it begins to count: a day (its first moment, UTC) or a time (UTC).').optional(),
  expires: dayOrTime().describe('When it ends, written in the same way.').optional(),
  hours: listOf('times of the week such as "mon-fri 08:00-18:00"', (text) => (isOpeningHours(text) ? text : undefined))
    .describe(
      paragraph(
        'Times of the week at which it is used, such as `mon-fri 08:00-18:00`; without days every day. An end that is not',
        'behind its beginning is on the next day.',
      ),
    )
    .optional(),
  zone: leaf('a time zone such as Europe/Berlin', zoneOf).describe('The time zone of `hours`.').prefault('UTC'),
  maxUses: wholeNumber('a whole number above zero', { min: 1 })
    .describe(
      paragraph(
        'How many calls it may make in all its life, at all panels together. Counted in the folder `data`, or in Redis; while neither',
        'can be written, its calls are refused with 503.',
      ),
    )
    .optional(),
  allow: commands()
    .describe(
      paragraph(
        'Commands that it may run: names, `v-list-*` for all that begin so, `profile:NAME` for those that a profile of the panel',
        'lists. It runs none that the panel does not allow it.',
      ),
    )
    .optional(),
  deny: commands().describe('Commands that it may not run, written in the same way; wins over `allow`.').optional(),
  users: listOf('the name of a user', name)
    .describe('Users whom a call may name, for keys of the root user. What names none is a matter of `allow`.')
    .optional(),
  domains: listOf('the name of a domain', (text) => name(text)?.toLowerCase())
    .describe('Domains that a call may name. What names none is a matter of `allow`.')
    .optional(),
  limits: namedRate({
    calls: 'Calls in each `per`, counted beside the other limits.',
    burst: 'Further calls, as with the others.',
  }).optional(),
  panels: listOf('the name of a panel', name).describe('Panels at which it is used; where this is left out, all.').optional(),
  report: reasons()
    .describe('Reasons for which its calls are not refused until `reportUntil`: what would be is recorded.')
    .prefault([]),
  owner: words().describe('Who answers for it.').optional(),
  comment: words().describe('What it is for.').optional(),
};

/** The policy of one key. */
export const keyPolicySection = ruled(section(policySettings), judgePolicy);

const groupSection = ruled(
  section({
    of: section({
      ids: listOf('the id of an access key, or how some begin, such as WHMCS*', (text) =>
        /^(?:[0-9A-Za-z]{20}|[0-9A-Za-z]{0,19}\*)$/.test(text) ? text : undefined,
      )
        .describe('Ids, or how they begin: `WHMCS*`.')
        .optional(),
      users: listOf('the name of a user', name).describe('Users whose keys they are.').optional(),
      profiles: listOf('the name of a profile', name).describe('Profiles of which the key has one.').optional(),
    }).describe('Which keys: those that meet each part that is given.'),
    ...policySettings,
  }),
  judgePolicy,
);

/** The policies of keys. They narrow: what counts at each call is what all of them and the panel allow at that moment. */
export const keysSettings = {
  keys: z.record(accessKeyId, keyPolicySection).prefault({}),
  keyGroups: z.array(groupSection).prefault([]),
};

export type KeyPolicyValues = z.output<typeof keyPolicySection>;
export type KeyGroupValues = z.output<typeof groupSection>;

interface Judged {
  readonly notBefore?: unknown;
  readonly expires?: unknown;
}

function judgePolicy({ notBefore, expires }: Judged, fault: SectionFault): void {
  if (notBefore instanceof Date && expires instanceof Date && expires <= notBefore)
    fault(['expires'], 'expected a time behind notBefore: the key could never be used');
}

function isOpeningHours(text: string): boolean {
  try {
    // In whatever zone.
    return new OpeningHours([text], 'UTC').entries.length === 1;
  } catch {
    return false;
  }
}

function zoneOf(raw: unknown): string | undefined {
  if (typeof raw !== 'string') return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: raw }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function words() {
  return leaf('a text', (raw) => (typeof raw === 'string' && raw.trim() !== '' ? raw.trim() : undefined), textForm('text'));
}
