import type { AttackedGateway } from './attacked-gateway.ts';

const warmUps = 4;
const rounds = 5;
const maxRounds = 40;
/** Where other suites share the processor's caches, the ratio of two costs is off by up to a quarter. At rest it is not. */
const tolerance = 1.25;

/** What is sent, and to which gateway. */
export interface Costly {
  readonly what: string;
  readonly gateway: AttackedGateway;
  readonly send: () => Promise<unknown>;
}

export interface Compared {
  readonly honest: Costly;
  readonly others: readonly Costly[];
}

/**
 * Which of the others cost more than so many times the honest one. The least processor time of some rounds counts: what else happens on the
 * machine only adds to it. Where one seems too dear, further rounds say whether it is.
 */
export async function dearerThan(times: number, { honest, others }: Compared): Promise<string[]> {
  const costs = new Map<Costly, number>();
  let dearer: string[] = [];
  for (let round = -warmUps; round < maxRounds; round += 1) {
    for (const each of [honest, ...others]) {
      const cost = await costOf(each);
      if (round >= 0) costs.set(each, Math.min(costs.get(each) ?? Number.POSITIVE_INFINITY, cost));
    }
    const most = times * tolerance * (costs.get(honest) ?? Number.NaN);
    dearer = others
      .filter((each) => !((costs.get(each) ?? Number.NaN) <= most))
      .map((each) => `${each.what}: ${costs.get(each)} ms of ${most}`);
    if (round >= rounds && dearer.length === 0) return [];
  }
  return dearer;
}

/** Milliseconds of the gateway's process for some calls, one after the other. */
async function costOf({ gateway, send }: Costly): Promise<number> {
  const before = gateway.processorMs();
  for (let call = 0; call < 3; call += 1) await send();
  return gateway.processorMs() - before;
}
