import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { compareCosts } from '../judging/compare-costs.ts';
import { costlyBodies, forms, smallCall } from '../support/costly-bodies.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { costRatios, measureInTurn } from '../support/measure-in-turn.ts';
import { Side } from '../support/side.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { allowedRange } from '../support/traffic.ts';

const part = 'm';
const connections = 4;
const largeBytes = 1_048_576;
/** So much of a refused request is read. */
const refusedBytes = 65_536;
/** So many that none is refused often enough to be answered without its body being read. */
const strangers = 16_384;
/** A call is long, and every byte of it runs through the same loop: few calls say enough. */
const warmUpCallsLarge = 100;
const warmUpCallsSmall = 2000;
const roundShare = 0.5;
const atMostTwice = { kind: 'at-most', value: 2 } as const;
const atMostTenfold = { kind: 'at-most', value: 10 } as const;

/** What bodies cost that are made to be costly: against an honest one of their size and form, and, from strangers, against a small one. */
export async function measureCostlyBodies(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panelRoot = await makeBenchFolder(workspace, 1);
  // Nobody is at that port: a refused call never asks.
  const gateway = await startGateway(workspace, {
    core: cores.served,
    name: 'costly-bodies',
    panelUrl: 'http://127.0.0.1:9',
    panelRoot,
    allow: [allowedRange],
    trustsLoad: true,
    maxCalls: 3,
  });
  const wrongSecrets = Object.entries(costlyBodies).map(([name, { form, status }]) => ({
    form,
    side: sideOf(gateway, { name, status, bytes: largeBytes, strangers: 0 }),
  }));
  const small = sideOf(gateway, { name: smallCall, status: 401, bytes: 0, strangers });
  const refused = Object.keys(costlyBodies).map((name) =>
    sideOf(gateway, { name, status: 401, bytes: refusedBytes, strangers: 64 }),
  );
  const short = { ...bench, roundMs: bench.roundMs * roundShare };
  const honest = new Map(wrongSecrets.toReversed().map(({ form, side }) => [form, side]));
  await measureInTurn(
    short,
    [...wrongSecrets.map(({ side }) => side), small, ...refused],
    [
      ...wrongSecrets.map(({ form, side }) => costRatios(side, honest.get(form) ?? side)),
      ...refused.map((side) => costRatios(side, small)),
    ],
  );
  await gateway.stop();
  return {
    figures: [
      ...forms.flatMap((form) => figuresOf(wrongSecrets.filter((each) => each.form === form).map(({ side }) => side))),
      ...refused.map((side) =>
        compareCosts({
          part,
          what: `refused address, 64 KiB: ${side.name}`,
          gateway: side,
          reference: small,
          bar: atMostTenfold,
        }),
      ),
    ],
    remarks: [],
  };
}

/** @param sides of one form, the honest one first */
function figuresOf([honest, ...sides]: readonly Side[]): Figure[] {
  if (honest === undefined) return [];
  return sides.map((side) =>
    compareCosts({ part, what: `wrong secret, 1 MiB: ${side.name}`, gateway: side, reference: honest, bar: atMostTwice }),
  );
}

interface BodySide {
  readonly name: string;
  readonly status: number;
  readonly bytes: number;
  readonly strangers: number;
}

function sideOf(gateway: RunningGateway, { name, status, bytes, strangers: addresses }: BodySide): Side {
  return new Side({
    name,
    port: gateway.port,
    traffic: { body: name, bytes, strangers: addresses },
    connections,
    status,
    servedPids: [gateway.pid],
    loadSidePids: [],
    tidy: gateway.tidy,
    warmUpCalls: bytes === largeBytes ? warmUpCallsLarge : warmUpCallsSmall,
  });
}
