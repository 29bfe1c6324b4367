import { parseAddress } from '../../../domain/address/address.ts';
import { networkAround, parseNetwork } from '../../../domain/address/network.ts';
import { parseDuration } from '../../../config/units/parse-duration.ts';
import { denials } from '../../../domain/call/denials.ts';
import { asWritten, optional } from '../../../terminal/parameter.ts';
import { UsageError } from '../../../terminal/usage-error.ts';
import type { AuditFields } from '../read/read-audit.ts';

/** What became of a request. */
const auditOutcomes = ['permitted', 'refused', 'failed'] as const;
type AuditOutcome = (typeof auditOutcomes)[number];

export interface WantedRecords {
  readonly key: string | undefined;
  readonly address: string | undefined;
  readonly user: string | undefined;
  readonly command: string | undefined;
  readonly reason: string | undefined;
  readonly outcome: string | undefined;
  readonly panel: string | undefined;
  readonly trace: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

const word = (placeholder: string, about: string) => optional({ placeholder, about, read: asWritten });

/** The options by which records are chosen: all that are given must be so. */
export const filterOptions = {
  address: word('ADDRESS', 'from this address, or from this network as CIDR'),
  key: word('ID', 'with this access key'),
  user: word('USER', 'of this user, as owner of the key or as the argument'),
  command: word('COMMAND', 'of this command, or of all that begin with it where a star stands behind it'),
  reason: word('REASON', 'refused for this reason'),
  outcome: optional({
    placeholder: 'OUTCOME',
    about: `what became of it: ${auditOutcomes.join(', ')}; the last one: permitted, and no answer of the panel`,
    completion: auditOutcomes,
    read: asWritten,
  }),
  panel: word('NAME', 'to this panel'),
  trace: word('ID', 'with this trace id, as a trusted proxy gave it'),
  since: word(
    'TIME',
    'from this time on: ISO 8601 in UTC, such as 2026-01-02 or 2026-01-02T03:04, or a duration until now, such as 2h',
  ),
  until: word('TIME', 'before this time, written in the same way'),
};

/**
 * @param nowMs what durations end at
 * @throws UsageError
 */
export function filterOf(wanted: WantedRecords, nowMs: number): (record: AuditFields) => boolean {
  const [since, until] = [timeOf('since', wanted.since, nowMs), timeOf('until', wanted.until, nowMs)];
  const isFrom = addressFilter(wanted.address);
  const outcome = outcomeOf(wanted.outcome);
  if (wanted.reason !== undefined && !Object.hasOwn(denials, wanted.reason))
    throw new UsageError(`--reason: expected a reason as refusals.md has it, found ${JSON.stringify(wanted.reason)}`);
  const { key, user, command, reason, panel, trace } = wanted;
  return (record) =>
    (since === undefined || text(record['time']) >= since) &&
    (until === undefined || text(record['time']) < until) &&
    isFrom(record) &&
    (key === undefined || record['key'] === key) &&
    (user === undefined || record['user'] === user || record['userArg'] === user) &&
    (command === undefined || isCommand(text(record['command']), command)) &&
    (reason === undefined || record['reason'] === reason) &&
    (panel === undefined || record['panel'] === panel) &&
    (trace === undefined || text(record['trace']).includes(trace)) &&
    (outcome === undefined || outcomeIn(record) === outcome);
}

/** Undefined: the record is of no request that has ended. */
function outcomeIn({ event, decision }: AuditFields): AuditOutcome | undefined {
  if (event === 'answered') return 'permitted';
  if (event === 'folded') return 'refused';
  if (event !== 'refused') return undefined;
  return decision === 'allow' ? 'failed' : 'refused';
}

function isCommand(found: string, wanted: string): boolean {
  return wanted.endsWith('*') ? found.startsWith(wanted.slice(0, -1)) : found === wanted;
}

function addressFilter(wanted: string | undefined): (record: AuditFields) => boolean {
  if (wanted === undefined) return () => true;
  const address = parseAddress(wanted);
  const network = address === undefined ? parseNetwork(wanted) : networkAround(address, address.family === 4 ? 32 : 128);
  if (network === undefined)
    throw new UsageError(`--address: expected an address or a network such as 192.0.2.0/24, found ${JSON.stringify(wanted)}`);
  const { first, last } = network;
  return ({ address: one, prefix }) => {
    const told = text(one ?? prefix);
    const from = parseAddress(told.split('/')[0] ?? '');
    if (from === undefined) return false;
    if (from.sortable >= first && from.sortable <= last) return true;
    // A network of counted refusals that holds what is asked for.
    const counted = told.includes('/') ? parseNetwork(told) : undefined;
    return counted !== undefined && counted.first <= first && last <= counted.last;
  };
}

function outcomeOf(wanted: string | undefined): AuditOutcome | undefined {
  const found = auditOutcomes.find((one) => one === wanted);
  if (wanted !== undefined && found === undefined)
    throw new UsageError(`--outcome: expected ${auditOutcomes.join(' or ')}, found ${JSON.stringify(wanted)}`);
  return found;
}

/** As lines have it. */
function timeOf(option: string, wanted: string | undefined, nowMs: number): string | undefined {
  if (wanted === undefined) return undefined;
  const backMs = parseDuration(wanted);
  const isTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z?)?$/.test(wanted);
  const atMs =
    backMs === undefined ? Date.parse(wanted.includes('T') && !wanted.endsWith('Z') ? `${wanted}Z` : wanted) : nowMs - backMs;
  if ((backMs === undefined && !isTime) || !(Math.abs(atMs) < 8.64e15))
    throw new UsageError(
      `--${option}: expected a time such as 2026-01-02T03:04, or a duration such as 2h, found ${JSON.stringify(wanted)}`,
    );
  return new Date(atMs).toISOString();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
