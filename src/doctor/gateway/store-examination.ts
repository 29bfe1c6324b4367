import { byHand, type Finding, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';

/** What the health page calls it. */
export const storeName = 'store';

const tell = tellOf('redis');
const mend = byHand('docs/operations.md, "Redis is gone", has what each answer of Redis means');

/** Redis, where limits and bans are shared through it. The gateway that runs is asked: it has the connection. */
export async function storeExamination(looking: Looking): Promise<readonly Finding[]> {
  if (settingsOf(looking)?.redis === undefined) return [];
  const answer = await looking.gatewayAnswer();
  if (answer.kind === 'silent') return [tell.unknown('the gateway does not say whether it reaches Redis', mend)];
  const line = answer.lines.find((each) => each.startsWith(`${storeName}: `));
  if (line === undefined) return [tell.unknown('the gateway does not use the Redis of its configuration', mend)];
  const words = line.slice(storeName.length + 2);
  if (words === 'ok') return [tell.well('the gateway reaches it')];
  return [tell[answer.isReady ? 'warning' : 'fault'](words, mend)];
}
