import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { compareCosts } from '../judging/compare-costs.ts';
import type { CaseResult } from '../judging/figure.ts';
import { costRatios, measureInTurn } from '../support/measure-in-turn.ts';
import { Side } from '../support/side.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { startServer } from '../support/start-server.ts';
import { allowedRange, manyEntries, rangeOf, type Traffic } from '../support/traffic.ts';

const part = 'd';
const bar = { kind: 'at-least', value: 0.9 } as const;
const connections = 32;
const maxCalls = 32;

const kinds = [
  {
    what: 'permitted',
    status: 200,
    short: { secret: 'right', keys: 1, addresses: 1024, addressesAre: 'allowed' },
    long: { secret: 'right', keys: 1024, addresses: 1024, addressesAre: 'allowed' },
  },
  {
    what: 'refused: wrong secret',
    status: 401,
    short: { secret: 'wrong', keys: 1, addresses: 1024, addressesAre: 'allowed' },
    long: { secret: 'wrong', keys: 1024, addresses: 1024, addressesAre: 'allowed' },
  },
  {
    what: 'refused: address not on the list',
    status: 401,
    short: { secret: 'right', keys: 1, addresses: 65_536, addressesAre: 'not-allowed' },
    long: { secret: 'right', keys: 1, addresses: 65_536, addressesAre: 'not-allowed' },
  },
] as const satisfies readonly { what: string; status: number; short: Traffic; long: Traffic }[];

/** Whether long lists cost anything: a hundred thousand keys and ranges, against one of each. */
export async function measureLongLists(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panel = await startServer(workspace, 'constant-panel', { core: cores.load });
  const start = async (name: string, keys: number, allow: readonly string[]): Promise<RunningGateway> => {
    bench.progress(`writing ${keys} keys`);
    const panelRoot = await makeBenchFolder(workspace, keys);
    bench.progress(`starting the gateway with ${keys} keys`);
    const panelUrl = `http://127.0.0.1:${panel.port}`;
    return startGateway(workspace, { core: cores.served, name, panelUrl, panelRoot, allow, trustsLoad: true, maxCalls });
  };
  const short = await start('short-lists', 1, [allowedRange]);
  const ranges = Array.from({ length: manyEntries }, (_, index) => rangeOf(index).range);
  const long = await start('long-lists', manyEntries, ranges);
  const sideOf = (name: string, gateway: RunningGateway, { traffic, status }: { traffic: Traffic; status: number }): Side => {
    const pids = { servedPids: [gateway.pid], loadSidePids: [panel.pid] };
    return new Side({ name, traffic, status, connections, port: gateway.port, tidy: gateway.tidy, ...pids });
  };
  const pairs = kinds.map((kind) => ({
    what: kind.what,
    one: sideOf(`one of each: ${kind.what}`, short, { traffic: kind.short, status: kind.status }),
    many: sideOf(`long lists: ${kind.what}`, long, { traffic: kind.long, status: kind.status }),
  }));
  await measureInTurn(
    bench,
    pairs.flatMap(({ one, many }) => [one, many]),
    pairs.map(({ one, many }) => costRatios(one, many)),
  );
  await Promise.all([short.stop(), long.stop(), panel.stop()]);
  return {
    figures: pairs.map(({ what, one, many }) =>
      compareCosts({ part, what: `${what}, 100,000 keys and ranges`, gateway: many, reference: one, bar }),
    ),
    remarks: [`with 100,000 keys and ranges the gateway was ready after ${(long.readyAfterMs / 1000).toFixed(1)} s`],
  };
}
