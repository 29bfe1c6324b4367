import { judgeArrival, judgeCall } from '../../src/checks/judge.ts';
import type { Denial } from '../../src/domain/call/denial.ts';
import type { Reason } from '../../src/domain/call/denials.ts';
import type { Ledger } from '../../src/domain/ledger/ledger.ts';
import type { Permitted, Verdict } from '../../src/domain/judging/verdict.ts';
import { admit } from '../../src/http/handle/admit.ts';
import { settle } from '../../src/http/handle/settle.ts';
import { snapshotOf, type World } from './facts.ts';
import { ledgerWith } from './ledger.ts';

/** How a call is judged; nothing is counted. */
export function verdictOf(world: World): Verdict | { readonly denial: Denial } {
  const arrival = judgeArrival(world.arrival, snapshotOf(world));
  return arrival.kind === 'allowed' && arrival.denial === undefined ? judgeCall(arrival, world.call) : deniedBy(arrival.denial);
}

/** How a call is decided: judged and settled, in the order in which traffic does it. */
export async function decide(
  world: World,
  ledger: Ledger = ledgerWith().ledger,
): Promise<Permitted | { readonly denial: Denial }> {
  const allowed = admit(judgeArrival(world.arrival, snapshotOf(world)), ledger);
  if ('reason' in allowed) return deniedBy(allowed);
  const verdict = allowed.denial === undefined ? judgeCall(allowed, world.call) : undefined;
  const { denial } = await settle(ledger, verdict ?? allowed);
  if (denial !== undefined) return deniedBy(denial);
  return verdict === undefined ? deniedBy(allowed.denial) : verdict;
}

/** The same in one word. */
export async function reasonOf(world: World, ledger?: Ledger): Promise<Reason | 'permitted'> {
  return (await decide(world, ledger)).denial?.reason ?? 'permitted';
}

function deniedBy(denial: Denial | undefined): { readonly denial: Denial } {
  if (denial === undefined) throw new TypeError('expected a denial');
  return { denial };
}
