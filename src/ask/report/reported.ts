import { prefixText } from '../../domain/address/address.ts';
import { changeForReported, type ReportableReason } from '../../domain/call/denials.ts';
import type { PanelStatus } from '../../domain/gateway/gateway-status.ts';
import type { UsedCredential, UsesControl } from '../../domain/gateway/uses-control.ts';
import { isoTime } from '../uses/used-keys.ts';

/** Calls of one credential from one place that went on where they would have been refused. */
interface ReportedCalls {
  readonly panel: string;
  readonly reason: ReportableReason;
  readonly credential: UsedCredential['kind'];
  readonly key?: string;
  readonly user?: string | undefined;
  readonly from: string;
  readonly calls: number;
  readonly first: string;
  readonly last: string;
  /** Those with most calls first. */
  readonly commands: readonly string[];
  /** What to change, in a sentence. */
  readonly change: string;
}

export interface ReportedSource {
  readonly uses: UsesControl;
  readonly panels: readonly Pick<PanelStatus, 'name' | 'reportOnly'>[];
}

/** What would have been refused, as JSON: by panel and reason, the most calls first. */
export async function reportedIn({ uses, panels }: ReportedSource, panel: string | undefined, sinceMs: number): Promise<object> {
  const calls: ReportedCalls[] = [];
  for await (const each of uses.all({ panel })) calls.push(...callsOf(each, sinceMs));
  return {
    at: isoTime(uses.atMs()),
    since: isoTime(uses.sinceMs()),
    panels: panels.filter(({ name }) => panel === undefined || name === panel).map(panelFields),
    wouldRefuse: calls.toSorted((one, other) => other.calls - one.calls),
  };
}

function panelFields({ name, reportOnly }: ReportedSource['panels'][number]): object {
  const now = reportOnly();
  return { panel: name, reportOnly: now?.reasons ?? [], ...(now !== undefined && { until: isoTime(now.untilMs) }) };
}

interface Group {
  readonly reason: ReportableReason;
  readonly place: string;
  readonly commands: Map<string, number>;
  calls: number;
  firstMs: number;
  lastMs: number;
}

function callsOf(credential: UsedCredential, sinceMs: number): readonly ReportedCalls[] {
  const groups = new Map<string, Group>();
  for (const { command, place, reported = [] } of credential.uses) {
    for (const [reason, { calls, firstMs, lastMs }] of reported) {
      if (lastMs < sinceMs) continue;
      const name = `${reason} ${place}`;
      const group = groups.get(name) ?? { reason, place, commands: new Map(), calls: 0, firstMs, lastMs };
      groups.set(name, group);
      group.commands.set(command, calls);
      group.calls += calls;
      group.firstMs = Math.min(group.firstMs, firstMs);
      group.lastMs = Math.max(group.lastMs, lastMs);
    }
  }
  return [...groups.values()].map((group) => fieldsOfGroup(credential, group));
}

function fieldsOfGroup({ panel, kind, name, user }: UsedCredential, group: Group): ReportedCalls {
  const { reason, place, calls, firstMs, lastMs } = group;
  const from = prefixText(place);
  const commands = [...group.commands].toSorted(([, one], [, other]) => other - one).map(([command]) => command);
  const owner = kind === 'password' ? name : user;
  return {
    panel,
    reason,
    credential: kind,
    ...(kind === 'access-key' && { key: name }),
    ...(owner !== undefined && { user: owner }),
    from,
    calls,
    first: isoTime(firstMs),
    last: isoTime(lastMs),
    commands,
    change: changeForReported(reason, { kind, name, from, commands }),
  };
}
