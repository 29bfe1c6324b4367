import { parseDuration } from '../../config/values/parse-duration.ts';
import { type Address, networkBits, prefixOf, prefixText } from '../../domain/address/address.ts';
import type { PanelSettings } from '../../domain/policy/settings.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { optional, required } from '../../terminal/parameter.ts';
import { spanText } from '../../domain/text/span-text.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { askingLine } from '../asking-line.ts';
import { runningBans } from './bans-list.ts';
import { jsonAnswer } from '../json-answer.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { addressInQuery } from '../target-in-query.ts';
import { addressTargetIn, judgeNetwork } from '../target.ts';

const maxSeconds = 365 * 86_400;

/** `?address=ADDRESS&seconds=N`; at every panel. */
const question: GatewayQuestion = {
  method: 'POST',
  path: '/bans',
  answer: async ({ limits, log }, query) => {
    const target = addressInQuery(query);
    if (target.kind === 'none') return target.answer;
    const { address } = target;
    const seconds = Number(query.get('seconds'));
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > maxSeconds) {
      return { status: 400, body: `expected seconds from 1 to ${maxSeconds}\n` };
    }
    const result = await limits.ban(address, seconds * 1000);
    if (result !== 'banned') return { status: 409, body: `${address.text} ${notBanned[result]}\n` };
    log.info('an address is banned by hand', { address: address.text, seconds });
    return jsonAnswer({ banned: address.text, seconds });
  },
};

const notBanned = {
  never: 'is not banned: clients.neverBan names it',
  'no-room': 'is not banned everywhere: all places are taken by bans that run; raise limits.maxEntries',
} as const;

/** Prints what is in force then: a ban that runs longer stays. */
export const bansAdd = askingLine({
  name: 'bans add',
  about: 'Ban an address at every panel; of IPv6 the network that counts as one client.',
  more: [
    'It prints what is in force then: a ban that expires later stays. To refuse a range of addresses, add it to clients.deny.',
  ],
  examples: ['hearthgate bans add 198.51.100.9 --for 7d --config gateway.yaml'],
  operands: { target: required({ placeholder: 'ADDRESS', about: 'an IPv4 or IPv6 address', read: addressTargetIn }) },
  options: {
    for: optional({
      placeholder: 'DURATION',
      about: 'how long, such as 30m, 2h or 7d',
      fallback: '1h',
      read: secondsIn,
    }),
  },
  question,
  run: async ({ target, for: seconds }, gateway, { stdout }) => {
    const { settings, ask } = gateway;
    judgeNetwork(target, settings);
    await ask(question, { address: target.address.text, seconds: String(seconds) });
    const running = await runningBans(gateway);
    const lines = settings.panels.map((panel) => ({
      panel: panel.name,
      text: inForceText(subjectsOf(target.address, panel), {
        seconds,
        bans: running.filter((ban) => ban['panel'] === panel.name),
      }),
    }));
    const isSame = lines.every(({ text }) => text === lines[0]?.text);
    for (const { panel, text } of isSame ? lines.slice(0, 1) : lines)
      stdout.write(isSame ? `${text}\n` : `panel ${panel}: ${text}\n`);
    return exitCode.ok;
  },
});

function secondsIn(text: string): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 1000)
    throw new UsageError(`--for: expected a duration of at least 1s, such as 30m, 2h or 7d, found ${JSON.stringify(text)}`);
  return Math.floor(ms / 1000);
}

/** As lists show them: the client, and the network around it. */
function subjectsOf(address: Address, { policy }: PanelSettings): readonly [string, string] {
  return [prefixText(prefixOf(address, policy.clients.ipv6Prefix)), prefixText(prefixOf(address, networkBits))];
}

function inForceText(
  [client, network]: readonly [string, string],
  { seconds, bans }: { readonly seconds: number; readonly bans: Awaited<ReturnType<typeof runningBans>> },
): string {
  const left = bans
    .filter(({ subject }) => subject === client || subject === network)
    .map(({ leftSeconds }) => Number(leftSeconds));
  const longest = Math.max(seconds, ...left);
  return `${client} is banned for ${spanText(longest)}${longest > seconds ? ': a longer ban was in force already' : ''}`;
}
