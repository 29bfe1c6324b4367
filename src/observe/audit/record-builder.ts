import { isAccessKeyId, isCommandName } from '../../domain/call/bounds.ts';
import type { Call } from '../../domain/call/call.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/panel/command-facts.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { Administration } from '../../domain/gateway/administration.ts';
import type { Outcome, ObservedRequest } from '../../domain/gateway/observer.ts';
import type { PanelAnswer } from '../../domain/gateway/panel-client.ts';
import type { AnsweredRecord, ChainRecord, FoldedRecord, RefusedRecord, RequestFields, SentRecord } from './audit-record.ts';
import type { Fold } from './folding.ts';
import { createIsoTime } from './iso-time.ts';
import { prefixText } from '../../domain/address/address.ts';
import { fieldsText, recordLine } from './record-line.ts';
import { loggableDomainArgument, isLoggableUserName, notLoggable, loggableUserArgument } from './loggable-argument.ts';

export interface RecordSources {
  readonly commands: CommandTable;
  readonly clock: Clock;
  readonly exitCodeOf: (denial: Denial) => { readonly status: number; readonly exitCode: number };
}

/** What the lines of one request have in common, as text: the fields of `RequestFields` but the time. */
export type RequestText = string;

/** Builds each kind of line field by field: nothing else can get into one. */
export interface RecordBuilder {
  /** @param isPermitted the call was permitted, so that its command is one of the panel's */
  readonly request: (subject: ObservedRequest, isPermitted: boolean) => RequestText;
  readonly sent: (request: RequestText) => string;
  readonly answered: (request: RequestText, outcome: Outcome, answer: PanelAnswer) => string;
  /** @param wasSent the call was permitted, and has its line from before it was sent */
  readonly refused: (
    request: RequestText,
    outcome: Outcome,
    refusal: { readonly denial: Denial; readonly wasSent: boolean },
  ) => string;
  readonly folded: (fold: Fold) => string;
  readonly administered: (change: Administration) => string;
  readonly ofChain: (record: RestOfChain) => string;
}

type RestOfChain = ChainRecord extends infer Each ? (Each extends ChainRecord ? Omit<Each, 'time'> : never) : never;

type Rest<Record> = Omit<Record, keyof RequestFields>;

export function createRecordBuilder({ commands, clock, exitCodeOf }: RecordSources): RecordBuilder {
  const isoTime = createIsoTime();
  const time = (): string => isoTime(clock.wallMs());
  const sentText = fieldsText({ event: 'sent', decision: 'allow' } satisfies Rest<SentRecord>);
  return {
    request: (subject, isPermitted) => fieldsText(requestFields(subject, commands, isPermitted)),
    sent: (request) => recordLine(time(), request, sentText),
    answered: (request, { call, timings }, answer) => {
      const rest: Rest<AnsweredRecord> = {
        event: 'answered',
        decision: 'allow',
        status: answer.status,
        exitCode: exitCodeIn(answer, call),
        totalMs: inTenths(timings.totalMs),
        queueMs: maybeInTenths(timings.queueMs),
        panelMs: maybeInTenths(timings.panelMs),
      };
      return recordLine(time(), request, fieldsText(rest));
    },
    refused: (request, { timings }, { denial, wasSent }) => {
      const { status, exitCode } = exitCodeOf(denial);
      const rest: Rest<RefusedRecord> = {
        event: 'refused',
        decision: wasSent ? 'allow' : 'refuse',
        reason: denial.reason,
        policy: 'policy' in denial ? denial.policy : undefined,
        detail: denial.reason === 'api_disabled' ? denial.detail : undefined,
        status,
        exitCode,
        totalMs: inTenths(timings.totalMs),
        queueMs: maybeInTenths(timings.queueMs),
        panelMs: maybeInTenths(timings.panelMs),
      };
      return recordLine(time(), request, fieldsText(rest));
    },
    administered: (change) => recordLine(time(), fieldsText(change)),
    ofChain: (record) => recordLine(time(), fieldsText(record)),
    folded: ({ reason, prefix, count, fromMs, toMs }) => {
      const record: Omit<FoldedRecord, 'time'> = {
        event: 'folded',
        reason,
        prefix: prefixText(prefix),
        count,
        from: isoTime(fromMs),
        to: isoTime(toMs),
      };
      return recordLine(time(), fieldsText(record));
    },
  };
}

function requestFields(subject: ObservedRequest, commands: CommandTable, isPermitted: boolean): Omit<RequestFields, 'time'> {
  const { panel, arrival, call, keyId, user, wouldRefuse } = subject;
  const facts = call === undefined ? undefined : commands.get(call.command);
  const isTold = facts !== undefined || isPermitted;
  return {
    id: arrival.requestId,
    trace: arrival.trace,
    panel,
    address: arrival.address?.text,
    proxy: arrival.proxy?.text,
    credential: call?.credential.kind,
    key: call === undefined ? undefined : keyOf(call, keyId),
    user: user === undefined ? undefined : fit(user, isLoggableUserName(user)),
    command: call === undefined ? undefined : commandOf(call, isTold),
    args: call?.args.length,
    userArg: call === undefined ? undefined : loggableUserArgument(call, facts, subject),
    domainArg: call === undefined ? undefined : loggableDomainArgument(call, facts),
    wouldRefuse: wouldRefuse?.length === 0 ? undefined : wouldRefuse,
  };
}

function fit(text: string, isFit: boolean): string {
  return isFit ? text : notLoggable;
}

function keyOf({ credential }: Call, keyId: string | undefined): string | undefined {
  if (keyId !== undefined && isAccessKeyId(keyId)) return keyId;
  return credential.kind === 'access-key' ? 'unknown' : undefined;
}

/** A client that fills the wrong field sends a secret as the command, so a refused one is told only where it is one of the panel's. */
function commandOf({ command }: Call, isTold: boolean): string | undefined {
  return command === '' ? undefined : fit(command, isTold && isCommandName(command));
}

/** From the header; for deprecated credentials with `returncode=yes` from the body, which is then the bare number. */
function exitCodeIn(answer: PanelAnswer, call: Call | undefined): number | undefined {
  const inBody = call?.returncode === 'yes' && answer.body.length <= 4;
  const text = answer.exitCode ?? (inBody ? answer.body.toString('latin1') : '');
  return /^[0-9]{1,3}\n?$/.test(text) ? Number(text) : undefined;
}

function maybeInTenths(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : inTenths(ms);
}

function inTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
