import { isAccessKeyId, isCommandName } from '../../domain/bounds.ts';
import type { Call } from '../../domain/call.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/command-facts.ts';
import type { Denial } from '../../domain/denial.ts';
import type { Outcome, Subject, Timings } from '../../domain/observer.ts';
import type { PanelAnswer } from '../../domain/panel-client.ts';
import type { AnsweredRecord, DurationFields, FoldedRecord, RefusedRecord, RequestFields, SentRecord } from './audit-record.ts';
import type { Fold } from './folding.ts';
import { createIsoTime } from './iso-time.ts';
import { prefixText } from './prefix-text.ts';
import { domainArgument, isUserName, unfit, userArgument } from './told-argument.ts';

export interface RecordSources {
  readonly commands: CommandTable;
  readonly clock: Clock;
  readonly exitCodeOf: (denial: Denial) => { readonly status: number; readonly exitCode: number };
}

/** Builds each kind of record field by field: what is not named here cannot get into a line. */
export interface RecordBuilder {
  readonly sent: (subject: Subject) => SentRecord;
  readonly answered: (outcome: Outcome, answer: PanelAnswer) => AnsweredRecord;
  /** @param wasSent the call was permitted, and has its line from before it was sent */
  readonly refused: (outcome: Outcome, denial: Denial, wasSent: boolean) => RefusedRecord;
  readonly folded: (fold: Fold) => FoldedRecord;
}

export function createRecordBuilder({ commands, clock, exitCodeOf }: RecordSources): RecordBuilder {
  const isoTime = createIsoTime();
  const requestFields = (subject: Subject, isPermitted: boolean): RequestFields => {
    const { panel, arrival, call, keyId, user } = subject;
    const facts = call === undefined ? undefined : commands.get(call.command);
    const isTold = facts !== undefined || isPermitted;
    return {
      time: isoTime(clock.wallMs()),
      id: arrival.requestId,
      panel,
      address: arrival.address?.text,
      proxy: arrival.proxy?.text,
      credential: call?.credential.kind,
      key: call === undefined ? undefined : keyOf(call, keyId),
      user: user === undefined ? undefined : fit(user, isUserName(user)),
      command: call === undefined ? undefined : commandOf(call, isTold),
      args: call?.args.length,
      userArg: call === undefined ? undefined : userArgument(call, facts),
      domainArg: call === undefined ? undefined : domainArgument(call, facts),
    };
  };
  return {
    sent: (subject) => ({ ...requestFields(subject, true), event: 'sent', decision: 'allow' }),
    answered: (outcome, answer) => ({
      ...requestFields(outcome, true),
      event: 'answered',
      decision: 'allow',
      status: answer.status,
      exitCode: exitCodeIn(answer, outcome.call),
      ...durationsOf(outcome.timings),
    }),
    refused: (outcome, denial, wasSent) => {
      const { status, exitCode } = exitCodeOf(denial);
      return {
        ...requestFields(outcome, wasSent),
        event: 'refused',
        decision: wasSent ? 'allow' : 'refuse',
        reason: denial.reason,
        status,
        exitCode,
        ...durationsOf(outcome.timings),
      };
    },
    folded: ({ reason, prefix, count, fromMs, toMs }) => ({
      time: isoTime(clock.wallMs()),
      event: 'folded',
      reason,
      prefix: prefixText(prefix),
      count,
      from: isoTime(fromMs),
      to: isoTime(toMs),
    }),
  };
}

function fit(text: string, isFit: boolean): string {
  return isFit ? text : unfit;
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

function durationsOf({ totalMs, queueMs, panelMs }: Timings): DurationFields {
  return { totalMs: inTenths(totalMs), queueMs: maybeInTenths(queueMs), panelMs: maybeInTenths(panelMs) };
}

function maybeInTenths(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : inTenths(ms);
}

function inTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
