import { denials } from '../../../src/domain/call/denials.ts';
import type { AuditRecord } from '../../../src/observe/audit/audit-record.ts';

type Forms = { readonly [Event in AuditRecord['event']]: FieldForms<Extract<AuditRecord, { readonly event: Event }>> };
/** Each field of a record: whether a line always has it, and the form of its value as JSON. */
type FieldForms<Fields> = {
  readonly [Name in keyof Fields]: readonly [undefined extends Fields[Name] ? 'sometimes' : 'always', RegExp];
};

const time = /^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"$/;
const address = /^"[0-9a-f.:]+"$/;
const banned = /^"[0-9A-Za-z.:/ ]+"$/;
const wholeNumber = /^(?:0|[1-9][0-9]*)$/;
const duration = /^(?:0|[1-9][0-9]*)(?:\.[0-9])?$/;
const status = /^[2-5][0-9]{2}$/;
const code = /^"[0-9a-f]{32}"$/;
const reason = new RegExp(`^"(?:${Object.keys(denials).join('|')})"$`);

const sessionName = /^"[A-Za-z0-9._-]{1,64}\/page"$/;

const request = {
  time: ['always', time],
  id: ['always', /^"[0-9a-f]{32}"$/],
  trace: ['sometimes', /^"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"$/],
  panel: ['sometimes', /^"[A-Za-z0-9._-]+"$/],
  address: ['sometimes', address],
  proxy: ['sometimes', address],
  credential: ['sometimes', /^"(?:access-key|api-key|password)"$/],
  key: ['sometimes', /^"(?:unknown|[0-9A-Za-z]{20})"$/],
  user: ['sometimes', /^"(?:\?|[A-Za-z0-9._-]{1,32})"$/],
  command: ['sometimes', /^"(?:\?|[A-Za-z0-9_-]{1,64})"$/],
  args: ['sometimes', wholeNumber],
  userArg: ['sometimes', /^"(?:\?|[A-Za-z0-9._-]{1,32})"$/],
  domainArg: ['sometimes', /^"(?:\?|[A-Za-z0-9._-]{1,253})"$/],
  wouldRefuse: ['sometimes', /^\["[a-z_]+"(?:,"[a-z_]+")*\]$/],
} as const;

const durations = {
  totalMs: ['always', duration],
  queueMs: ['sometimes', duration],
  panelMs: ['sometimes', duration],
} as const;

/** The closed type of a line, as a reader of the log may rely on it. The compiler holds it to `AuditRecord`, both ways. */
export const recordForms: Forms = {
  sent: { ...request, event: ['always', /^"sent"$/], decision: ['always', /^"allow"$/] },
  answered: {
    ...request,
    ...durations,
    event: ['always', /^"answered"$/],
    decision: ['always', /^"allow"$/],
    status: ['always', status],
    exitCode: ['sometimes', wholeNumber],
  },
  refused: {
    ...request,
    ...durations,
    event: ['always', /^"refused"$/],
    decision: ['always', /^"(?:allow|refuse)"$/],
    reason: ['always', reason],
    policy: ['sometimes', /^"[\x20-\x7e]+"$/],
    detail: ['sometimes', /^"(?:address|ended)"$/],
    status: ['always', status],
    exitCode: ['always', wholeNumber],
  },
  folded: {
    time: ['always', time],
    event: ['always', /^"folded"$/],
    reason: ['always', reason],
    prefix: ['always', /^"(?:none|others|[0-9a-f.:]+(?:\/[0-9]+)?)"$/],
    count: ['always', /^[1-9][0-9]*$/],
    from: ['always', time],
    to: ['always', time],
  },
  banned: {
    time: ['always', time],
    event: ['always', /^"banned"$/],
    panel: ['sometimes', /^"[A-Za-z0-9._-]+"$/],
    banned: ['always', banned],
    seconds: ['always', wholeNumber],
    note: ['sometimes', /^"[^\x00-\x1f]{1,160}"$/],
    by: ['sometimes', /^"[A-Za-z0-9._-]{1,64}"$/],
  },
  unbanned: {
    time: ['always', time],
    event: ['always', /^"unbanned"$/],
    panel: ['sometimes', /^"[A-Za-z0-9._-]+"$/],
    banned: ['always', banned],
    ended: ['always', wholeNumber],
    by: ['sometimes', /^"[A-Za-z0-9._-]{1,64}"$/],
  },
  opened: {
    time: ['always', time],
    event: ['always', /^"opened"$/],
    role: ['always', /^"(?:read|operate|metrics)"$/],
    by: ['sometimes', sessionName],
  },
  closed: { time: ['always', time], event: ['always', /^"closed"$/], by: ['sometimes', sessionName] },
  started: {
    time: ['always', time],
    event: ['always', /^"started"$/],
    chain: ['always', /^"[0-9a-f]{16}"$/],
    after: ['sometimes', /^"[0-9]+\.[0-9]+"$/],
    afterMac: ['sometimes', code],
  },
  stopped: { time: ['always', time], event: ['always', /^"stopped"$/] },
  lost: { time: ['always', time], event: ['always', /^"lost"$/], count: ['always', /^[1-9][0-9]*$/] },
};

/** Where the lines are a chain, each of them has these at its end. */
export const sealForms = { run: ['sometimes', wholeNumber], seq: ['sometimes', wholeNumber], mac: ['sometimes', code] } as const;

/** What keeps a line from being a record; none for a good one. */
export function faultsOf(line: string): string[] {
  if (!/^[ -~]+$/.test(line)) return ['holds more than printable ASCII'];
  const fields = new Map<string, unknown>(Object.entries(JSON.parse(line)));
  const found = Object.entries(recordForms).find(([event]) => event === fields.get('event'));
  if (found === undefined) return [`has the unknown event ${String(fields.get('event'))}`];
  const forms = new Map<string, readonly [string, RegExp]>(Object.entries({ ...found[1], ...sealForms }));
  const unknown = [...fields.keys()].filter((name) => !forms.has(name)).map((name) => `has the unknown field ${name}`);
  const missing = [...forms].filter(([name, [presence]]) => presence === 'always' && !fields.has(name));
  const wrong = [...fields].filter(([name, value]) => forms.get(name)?.[1].test(JSON.stringify(value)) === false);
  return [
    ...unknown,
    ...missing.map(([name]) => `lacks ${name}`),
    ...wrong.map(([name]) => `has a value of no good form in ${name}`),
  ];
}
