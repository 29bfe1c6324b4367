import type { RedisClient } from './connect.ts';

/**
 * Runs the scripts that decisions about one panel need, on a subject that nobody has: no budget is taken from, and what is read is empty.
 *
 * @param tag the hash tag of the panel, with its braces
 */
export async function probePanel(client: RedisClient, tag: string): Promise<void> {
  const place = `${tag}:probe`;
  const bans = [`${place}:bans`, `${place}:ends`, `${place}:changes`, `${place}:change`, `${place}:failures`];
  await Promise.all([
    client.hearthgateStrike(...bans, 'probe', 'address', 0, 1000, 0, 0, 1),
    client.hearthgateRefused(...bans, 'probe', 1),
    client.hearthgateKnown(`${place}:known`, 'probe', 1),
    client.hearthgateTake(`${place}:window`, 1, 0),
    client.hearthgateGiveBack(`${place}:window`, 0, 0),
  ]);
}
