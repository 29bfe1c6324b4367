import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { compareCosts } from '../judging/compare-costs.ts';
import type { CaseResult } from '../judging/figure.ts';
import { costRatios, measureInTurn } from '../support/measure-in-turn.ts';
import { Side } from '../support/side.ts';
import { startGateway } from '../support/start-gateway.ts';
import { startServer } from '../support/start-server.ts';
import { oneClient, ownAddress } from '../support/traffic.ts';

const part = 'b';
const connections = 32;
const maxCalls = 32;

/** What a permitted call costs, beside forwarding it without looking. */
export async function measurePermittedCalls(bench: Bench): Promise<CaseResult> {
  const { workspace, cores } = bench;
  const panel = await startServer(workspace, 'constant-panel', { core: cores.load });
  const panelUrl = `http://127.0.0.1:${panel.port}`;
  const forwarder = { core: cores.served, args: [panelUrl, String(maxCalls)] };
  const undici = await startServer(workspace, 'bare-forwarder', forwarder);
  const httpProxy = await startServer(workspace, 'http-proxy-forwarder', forwarder);
  const gateway = await startGateway(workspace, {
    core: cores.served,
    name: 'permitted-calls',
    panelUrl,
    panelRoot: await makeBenchFolder(workspace, 1),
    allow: [ownAddress],
    maxCalls,
  });
  const common = { traffic: oneClient, connections, status: 200, loadSidePids: [panel.pid] };
  const permitted = new Side({
    ...common,
    name: 'permitted calls',
    port: gateway.port,
    servedPids: [gateway.pid],
    tidy: gateway.tidy,
  });
  const bare = new Side({ ...common, name: 'bare undici', port: undici.port, servedPids: [undici.pid] });
  const proxied = new Side({ ...common, name: 'http-proxy 1.18.1', port: httpProxy.port, servedPids: [httpProxy.pid] });
  await measureInTurn(
    bench,
    [bare, permitted, proxied],
    [bare, proxied].map((side) => costRatios(permitted, side)),
  );
  await Promise.all([gateway.stop(), undici.stop(), httpProxy.stop(), panel.stop()]);
  return {
    figures: [
      compareCosts({ part, what: 'permitted', gateway: permitted, reference: bare, bar: { kind: 'at-least', value: 0.55 } }),
      compareCosts({ part, what: 'permitted', gateway: permitted, reference: proxied, bar: { kind: 'at-least', value: 1 } }),
    ],
    remarks: [],
  };
}
