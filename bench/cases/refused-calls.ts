import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { compareCosts } from '../judging/compare-costs.ts';
import type { CaseResult } from '../judging/figure.ts';
import { costRatios, measureInTurn } from '../support/measure-in-turn.ts';
import { Side } from '../support/side.ts';
import { type RunningGateway, startGateway } from '../support/start-gateway.ts';
import { startServer } from '../support/start-server.ts';
import { allowedRange, oneClient, ownAddress, type Traffic } from '../support/traffic.ts';

const part = 'a';
const bar = { kind: 'at-least', value: 0.35 } as const;
const connections = 32;
/** So many that none is refused often enough to be answered in short: that would cost less. */
const manyAddresses = 65_536;

const fromOne: Traffic = { ...oneClient, secret: 'wrong' };
const fromMany: Traffic = { ...fromOne, addresses: manyAddresses };
const fromStrangers: Traffic = { ...oneClient, addresses: manyAddresses, addressesAre: 'not-allowed' };

/** What a refusal costs: an address that is not on the list, and a wrong secret. */
export async function measureRefusedCalls(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panelRoot = await makeBenchFolder(workspace, 1);
  // Nobody is at that port: a refused call never asks.
  const common = { core: cores.served, panelUrl: 'http://127.0.0.1:9', panelRoot, maxCalls: 3 };
  const direct = await startGateway(workspace, { ...common, name: 'refused-direct', allow: [ownAddress] });
  const proxied = await startGateway(workspace, { ...common, name: 'refused-proxied', allow: [allowedRange], trustsLoad: true });
  const bare = await startServer(workspace, 'bare-answer', { core: cores.served });
  const load = { connections, status: 401, loadSidePids: [] };
  const of = (name: string, traffic: Traffic, gateway: RunningGateway): Side =>
    new Side({ ...load, name, traffic, port: gateway.port, servedPids: [gateway.pid], tidy: gateway.tidy });
  const reference = new Side({ ...load, name: 'bare node:http', traffic: fromOne, port: bare.port, servedPids: [bare.pid] });
  const strangers = of('refused addresses', fromStrangers, proxied);
  const one = of('wrong secrets from one address', fromOne, direct);
  const many = of('wrong secrets from many addresses', fromMany, proxied);
  await measureInTurn(
    bench,
    [reference, strangers, one, many],
    [strangers, one, many].map((side) => costRatios(side, reference)),
  );
  await Promise.all([bare.stop(), direct.stop(), proxied.stop()]);
  const compare = (what: string, gateway: Side) => ({ part, what, gateway, reference });
  return {
    figures: [
      compareCosts({ ...compare('refused: address not on the list', strangers), bar }),
      compareCosts({ ...compare('refused: wrong secret', one), bar }),
      compareCosts(compare('refused: wrong secret, each from another address', many)),
    ],
    remarks: [],
  };
}
