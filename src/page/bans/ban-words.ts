import type { AddedAnswer, BanAnswer, EndedAnswer } from '../ask/answers.ts';
import { spanWords } from '../parts/times.ts';

export const causeWords: Readonly<Record<BanAnswer['cause'], string>> = {
  pair: 'failed logins of this key from there',
  address: 'failed logins from this address',
  network: 'failed logins from this network',
  key: 'failed logins of this key from everywhere; it works where it was used with success',
  manual: 'by hand',
};

/** What ends with a ban, before it is ended. */
export function endingWords({ subject, panel, cause }: BanAnswer): string {
  if (cause === 'pair')
    return `${subject} at panel ${panel}: the ban of this key from there ends, and its failed logins there are forgotten.`;
  if (cause === 'key')
    return `${subject} at panel ${panel}: all bans of this key end, also those at single addresses, and its failed logins are forgotten.`;
  return `${subject} at panel ${panel}: all bans of it end, also those of keys from there, and its failed logins are forgotten. A ban of a network that it is in goes on.`;
}

/** What became of ending one. */
export function endedWords({ subject, ended, forgotten, still, onThisGatewayAlone }: EndedAnswer): string {
  const bans = ended === 1 ? '1 ban' : `${ended} bans`;
  const first = ended > 0 ? `${bans} of ${subject} ended.` : `${subject} was not banned any more.`;
  const failures = forgotten === 1 ? '1 failed login is' : `${forgotten} failed logins are`;
  return sentences(
    first,
    forgotten > 0 && `${failures} forgotten.`,
    ...still.map(
      ({ panel, subject: by, leftSeconds }) => `At panel ${panel} it is banned still, by ${by}, for ${spanWords(leftSeconds)}.`,
    ),
    onThisGatewayAlone && alone,
  );
}

/** What is in force now. @param seconds for how long it was to be */
export function addedWords({ banned, hasEnded, onThisGatewayAlone }: AddedAnswer, seconds: number): string {
  if (hasEnded || banned.length === 0) return 'Nothing is banned: no time is left of it.';
  const each = banned.map(({ panel, subject, leftSeconds }) => {
    const longer = leftSeconds > seconds ? ': a longer ban was in force already' : '';
    return { panel, text: `${subject} is banned for ${spanWords(leftSeconds)}${longer}.` };
  });
  const isSame = each.every(({ text }) => text === each[0]?.text);
  const texts = isSame ? each.slice(0, 1).map(({ text }) => text) : each.map(({ panel, text }) => `At panel ${panel} ${text}`);
  return sentences(...texts, onThisGatewayAlone && alone);
}

const alone = 'Redis does not answer: this holds on this gateway alone, on the others as soon as it does.';

function sentences(...all: readonly (string | false)[]): string {
  return all.filter((each) => each !== false).join(' ');
}
