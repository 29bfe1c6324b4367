import type { Bench } from '../support/bench.ts';
import { makeBenchFolder } from '../support/bench-folder.ts';
import { compareCosts } from '../judging/compare-costs.ts';
import type { CaseResult, Figure } from '../judging/figure.ts';
import { findNginx, type NginxFiles } from '../support/find-nginx.ts';
import { leaksOf } from '../support/leaks-of.ts';
import { costRatios, measureInTurn } from '../support/measure-in-turn.ts';
import { Side, type SideOptions } from '../support/side.ts';
import { startGateway } from '../support/start-gateway.ts';
import { startNginx } from '../support/start-nginx.ts';
import { startServer } from '../support/start-server.ts';
import { oneClient, ownAddress, type Traffic } from '../support/traffic.ts';

const part = 'f';
const connections = 32;
const maxCalls = 32;

const kinds = [
  { what: 'permitted', status: 200, traffic: oneClient },
  { what: 'refused: wrong secret', status: 401, traffic: { ...oneClient, secret: 'wrong' } },
] as const satisfies readonly { what: string; status: number; traffic: Traffic }[];

/** The same checks by hand in nginx with Lua: what they cost, and what they let through. */
export async function measureNginxLua(bench: Bench): Promise<CaseResult> {
  const files = findNginx();
  if ('missing' in files) {
    const remark = `case f was left out: it needs Debian packages that are not installed: ${files.missing.join(', ')}`;
    bench.progress(remark);
    return { figures: [], remarks: [remark] };
  }
  const figures = await compareCostsOf(bench, files);
  bench.progress('sending bodies that are easily read in two ways');
  const { workspace, cores } = bench;
  const leaks = await leaksOf((panelPort) => startNginx(workspace, files, { core: cores.served, panelPort }));
  const summary = `nginx with Lua passed on ${leaks.forwarded} of ${leaks.sent} ambiguous bodies; in ${leaks.lines.length} of them PHP reads another call than the one checked:`;
  return { figures, remarks: [summary, ...leaks.lines] };
}

async function compareCostsOf(bench: Bench, files: NginxFiles): Promise<Figure[]> {
  const { workspace, cores } = bench;
  const panel = await startServer(workspace, 'constant-panel', { core: cores.load });
  const nginx = await startNginx(workspace, files, { core: cores.served, panelPort: panel.port });
  const gateway = await startGateway(workspace, {
    core: cores.served,
    name: 'nginx-lua',
    panelUrl: `http://127.0.0.1:${panel.port}`,
    panelRoot: await makeBenchFolder(workspace, 1),
    allow: [ownAddress],
    maxCalls,
  });
  const pairs = kinds.map(({ what, status, traffic }) => {
    const common = { status, traffic, connections, loadSidePids: [panel.pid] } satisfies Partial<SideOptions>;
    return {
      what,
      ours: new Side({ ...common, name: what, port: gateway.port, servedPids: [gateway.pid], tidy: gateway.tidy }),
      theirs: new Side({ ...common, name: `nginx with Lua: ${what}`, port: nginx.port, servedPids: nginx.workerPids }),
    };
  });
  await measureInTurn(
    bench,
    pairs.flatMap(({ ours, theirs }) => [ours, theirs]),
    pairs.map(({ ours, theirs }) => costRatios(ours, theirs)),
  );
  await Promise.all([gateway.stop(), nginx.stop(), panel.stop()]);
  return pairs.map(({ what, ours, theirs }) => compareCosts({ part, what, gateway: ours, reference: theirs }));
}
