import { prefixOf } from '../../domain/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/command-facts.ts';
import type { Denial } from '../../domain/denial.ts';
import type { Log } from '../../domain/log.ts';
import type { Observer, Outcome } from '../../domain/observer.ts';
import { CallsUnderWay } from './calls-under-way.ts';
import { type Fold, Folding } from './folding.ts';
import { KeptLines } from './kept-lines.ts';
import { LineFile } from './line-file.ts';
import { createRecordBuilder, type RequestText } from './record-builder.ts';

export interface AuditLogOptions {
  /** `-`: standard output. */
  readonly file: string;
  readonly commands: CommandTable;
  readonly clock: Clock;
  readonly log: Log;
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
  /** How the gateway answers a denial. */
  readonly exitCodeOf: (denial: Denial) => { readonly status: number; readonly exitCode: number };
}

/**
 * A line for every decision. `sending` throws when its line could not be written, so that nothing is sent that was not recorded; `ended`
 * keeps its line until there is room.
 */
export interface AuditLog extends Required<Observer> {
  /** Opens the file anew, after it was moved. */
  readonly reopen: () => void;
  readonly close: () => void;
}

const maxWindows = 10_000;
/** While so many lines wait to be written, refusals are only counted. */
const maxWaitingLines = 1000;
/** What waits beyond that are the ends of calls that are under way. */
const maxKeptLines = 10_000;
const upkeepMs = 1010;

/** @throws Error that says why the file cannot be opened, and what to change */
export function createAuditLog({ file, commands, clock, log, ipv6Prefix, exitCodeOf }: AuditLogOptions): AuditLog {
  const lineFile = new LineFile({ file, setting: 'audit.file', clock, log });
  const consequence = 'Calls are refused until it can be written.';
  const lines = new KeptLines({ file: lineFile, log, name: 'audit log', consequence, maxLines: maxKeptLines });
  const records = createRecordBuilder({ commands, clock, exitCodeOf });
  const folding = new Folding({ clock, maxWindows });
  const underWay = new CallsUnderWay<RequestText>();
  let upkeepTimer: NodeJS.Timeout | undefined;

  const tellFold = (fold: Fold): void => lines.write(records.folded(fold));
  const hasRoom = (): boolean => lines.count < maxWaitingLines;

  function upkeep(): void {
    upkeepTimer = undefined;
    lines.flush();
    folding.settle(tellFold, hasRoom);
    planUpkeep();
  }

  function planUpkeep(): void {
    if (upkeepTimer === undefined && (folding.isCounting || lines.count > 0)) upkeepTimer = setTimeout(upkeep, upkeepMs).unref();
  }

  function refused(outcome: Outcome, denial: Denial): void {
    // A call with a line from before it was sent has one from after it in any case.
    const sent = underWay.end(outcome.arrival.requestId);
    const wasSent = sent !== undefined;
    const { address } = outcome.arrival;
    const prefix = address === undefined ? 'none' : prefixOf(address, ipv6Prefix);
    if (!wasSent && !folding.admits(denial.reason, prefix, hasRoom())) return;
    lines.write(records.refused(sent ?? records.request(outcome, false), outcome, { denial, wasSent }));
  }

  return {
    sending: (subject) => {
      folding.settle(tellFold, hasRoom);
      const request = records.request(subject, true);
      lines.writeNow(records.sent(request));
      underWay.begin(subject.arrival.requestId, request);
    },
    ended: (outcome) => {
      folding.settle(tellFold, hasRoom);
      const { result } = outcome;
      if (result.kind === 'refused') refused(outcome, result.denial);
      else {
        const request = underWay.end(outcome.arrival.requestId) ?? records.request(outcome, true);
        lines.write(records.answered(request, outcome, result.answer));
      }
      planUpkeep();
    },
    reopen: () => {
      lineFile.reopen();
      lines.flush();
    },
    close: () => {
      clearTimeout(upkeepTimer);
      folding.settleAll(tellFold);
      lines.close();
    },
  };
}
