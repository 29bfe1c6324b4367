import type { Result } from 'ioredis';
import { banPrelude } from '../scripts/ban-prelude.ts';
import { answerWithin } from '../link/answer-within.ts';
import { inChunks } from '../link/in-chunks.ts';
import { faultOf } from '../link/redis-fault.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { RedisNames } from './redis-names.ts';
import { type BanChange, banChangesIn, type SharedFailures } from './shared-failures.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    hearthgateOldBans(...keysAndArgs: (string | number)[]): Result<unknown, Context>;
  }
}

/** How long the bans of the previous layout are kept for gateways of the previous version. */
const keptMs = 30 * 86_400_000;
/** How long an answer is waited for. */
const patienceMs = 1000;

/**
 * Where to go on, for how long what is read is kept. Answers where to go on, `0` at the end, and subject, cause, level, time left and an empty note of bans that run.
 * Their form is today's.
 */
const oldBansScript = `${banPrelude}
local cursor, fields = unpack(redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 200))
local answer = { cursor }
for at = 1, #fields, 2 do
  local ban = readBan(fields[at + 1])
  if ban and ban.ends > now then
    for _, each in ipairs({ fields[at], ban.cause, ban.level, ban.ends - now, '' }) do answer[#answer + 1] = each end
  end
end
if cursor == '0' then
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
end
return answer
`;

export interface OldBansOptions {
  readonly link: RedisLink;
  readonly names: RedisNames;
  readonly shared: SharedFailures;
  /** How long after its end a ban still makes the next one longer. */
  readonly rememberedMs: (ban: BanChange) => number;
}

/**
 * Takes over bans that run from the layout before, once for all gateways: one that is ended by hand later does not come back. A user who may not
 * read the names of that layout goes on without.
 *
 * @returns false where they cannot be read now, but may be later: their node of a cluster is away
 * @throws RedisAwayError
 */
export async function takeOverOldBans({ link, names, shared, rememberedMs }: OldBansOptions): Promise<boolean> {
  const { bans } = names;
  if ((await link.ask((client) => client.hget(bans, '#old'))) !== null) return true;
  link.client.defineCommand('hearthgateOldBans', { numberOfKeys: names.oldBans.length, lua: oldBansScript });
  let cursor = '0';
  do {
    const args = [...names.oldBans, cursor, keptMs];
    // In a cluster they may be on another node, so that a failure says nothing about the node of this panel's counters.
    const answer = await answerWithin(patienceMs, link.client.hearthgateOldBans(...args)).catch(isFinal);
    if (!Array.isArray(answer)) return answer === true;
    const [next, ...fields] = answer;
    await inChunks(banChangesIn(fields), (some) =>
      Promise.all(
        some.map(async (change) => {
          if (change.ban === 'ended') return;
          await shared.ban(change.ban, { rememberedMs: rememberedMs(change), replaces: false });
        }),
      ),
    );
    cursor = String(next);
  } while (cursor !== '0');
  await link.ask((client) => client.hset(bans, '#old', 'taken over'));
  return true;
}

/** A retry would get the same answer. */
function isFinal(error: unknown): boolean {
  return ['NOPERM', 'WRONGTYPE'].includes(faultOf(error).cause);
}
