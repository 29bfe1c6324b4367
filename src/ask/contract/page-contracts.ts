import { denials } from '../../domain/call/denials.ts';
import { historySpans } from '../../domain/gateway/traffic-history.ts';
import type { Contract } from './contracts.ts';
import { list, mapOf, object, orNull, type Schema, text, time, whole, words } from './schema.ts';

const counts = list(whole);
const percentiles = object({
  p50: list(orNull({ type: 'number' })),
  p99: list(orNull({ type: 'number' })),
  over: { type: 'number' },
});
const share = object({ inFlight: whole, waiting: whole });

export const historyContract: Contract = {
  summary:
    'Calls of the last time in steps: outcomes, refusals by reason, times in the gateway and at the panel, calls in flight.',
  parameters: { span: { schema: words(...historySpans), description: 'How far back.', isRequired: true } },
  answer: object({
    stepSeconds: whole,
    times: counts,
    outcomes: object({ permitted: counts, reported: counts, refused: counts }),
    refusals: mapOf(counts),
    gatewayMs: percentiles,
    panelMs: percentiles,
    inFlight: counts,
    waiting: counts,
    bounds: share,
  }),
};

const filters: Contract['parameters'] = {
  panel: { schema: text, description: 'At this panel alone.' },
  key: { schema: text, description: 'Of this access key alone.' },
  address: { schema: text, description: 'From this address or network alone.' },
  reason: { schema: words(...Object.keys(denials)), description: 'Refused for this reason, or reported, alone.' },
};

/** A line of the audit log, whose fields docs/audit.md lists. */
const decision: Schema = object({
  time,
  id: text,
  event: words('answered', 'refused'),
  decision: words('allow', 'refuse'),
  'panel?': text,
  'address?': text,
  'proxy?': text,
  'trace?': text,
  'credential?': text,
  'key?': text,
  'user?': text,
  'command?': text,
  'args?': whole,
  'userArg?': text,
  'domainArg?': text,
  'wouldRefuse?': list(text),
  'reason?': words(...Object.keys(denials)),
  status: whole,
  'exitCode?': whole,
  totalMs: { type: 'number' },
  'queueMs?': { type: 'number' },
  'panelMs?': { type: 'number' },
});

export const decisionsContract: Contract = {
  summary:
    'The newest decisions as the audit log has them, the newest first: at most 50 of the last 8 MiB of its lines; and how many refusals since then have no line, by panel and reason alone.',
  parameters: filters,
  answer: object({ since: time, decisions: list(decision), folded: whole }),
};

export const liveContract: Contract = {
  summary: 'Decisions as they come, one JSON object a line: at most 50 a second, and each second how many were not shown.',
  parameters: filters,
  answer: { anyOf: [decision, object({ notShown: whole })] },
};

export const callerContract: Contract = {
  summary: 'Whose token this is, and what it may.',
  parameters: {},
  answer: object({ name: text, role: words('metrics', 'read', 'operate') }),
};

export const pageCodeContract: Contract = {
  summary: 'A code that opens the page once within a minute.',
  parameters: { role: { schema: words('read', 'operate'), description: 'What the page may; at most what the token may.' } },
  answer: object({ code: text, lastsSeconds: whole, at: text }),
};
