import { prefixOf } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/panel/command-facts.ts';
import type { DecisionListener } from '../../domain/gateway/decisions-control.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { RecordAdministration } from '../../domain/gateway/administration.ts';
import type { Log } from '../../domain/log.ts';
import { after } from '../../domain/maybe-promise.ts';
import { anchorMessage } from '../chain/anchor.ts';
import type { ChainKey } from '../chain/chain-key.ts';
import { lastSealed } from '../chain/last-sealed.ts';
import { LineSealer } from '../chain/line-sealer.ts';
import type { Observer, Outcome } from '../../domain/gateway/observer.ts';
import type { Prepared } from '../../domain/prepared.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { logPart } from '../log-part.ts';
import { CallsInFlight } from './calls-under-way.ts';
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
  readonly ipv6Prefix: () => number;
  /** How the gateway answers a denial. */
  readonly exitCodeOf: (denial: Denial) => { readonly status: number; readonly exitCode: number };
  /** Has a task done when this turn of the event loop ends, before anything that is asked for later in it. */
  readonly atTurnEnd: (task: () => void) => void;
  /** Told of each request that has ended. */
  readonly told: DecisionListener;
}

/**
 * A line for every decision. `sending` writes its line at once, or within a second where the reader of standard output does not keep up, and
 * throws when it could not be written, so that nothing is sent that was not recorded. `ended` writes its line when this turn of the event loop ends, with all others of the turn, and keeps it until there is room.
 */
export interface AuditLog extends Required<Observer> {
  readonly part: StatusPart;
  /** Before the first line. From then on each line has its place in the chain; its key is used up. */
  readonly beginRun: (key: ChainKey) => void;
  /** Tells the process's own log where the run has got to, where that is not where it was told last. */
  readonly tellAnchor: () => void;
  /** What an administrator has changed: written with the other lines of the turn. */
  readonly administered: RecordAdministration;
  /** Opens the file anew, after it was moved. */
  readonly reopen: () => void;
  /** Another file, for all lines from then on. @throws Error that says why it cannot be opened, and what to change */
  readonly openOther: (file: string) => Prepared;
  readonly close: () => void;
}

const maxWindows = 10_000;
/** From this many waiting lines on, refusals are only counted. */
const maxWaitingLines = 1000;
/** What waits beyond that are the ends of calls that are in flight. */
const maxKeptLines = 10_000;
const upkeepMs = 1010;
const anchorEveryMs = 60_000;

/** @throws Error that says why the file cannot be opened, and what to change */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { file, commands, clock, log, ipv6Prefix, exitCodeOf, atTurnEnd, told } = options;
  const lineFile = new LineFile({ file, setting: 'audit.file', clock, log });
  const consequence = 'Calls are refused until it can be written.';
  const records = createRecordBuilder({ commands, clock, exitCodeOf });
  const lines = new KeptLines({
    file: lineFile,
    clock,
    log,
    name: 'audit log',
    consequence,
    maxLines: maxKeptLines,
    lostLine: (count) => records.ofChain({ event: 'lost', count }),
  });
  const folding = new Folding({ clock, maxWindows });
  const inFlight = new CallsInFlight<RequestText>();
  let upkeepTimer: NodeJS.Timeout | undefined;
  let isFlushPlanned = false;
  let sealer: LineSealer | undefined;
  let anchorTimer: NodeJS.Timeout | undefined;
  let toldMac: string | undefined;

  function flush(): void {
    isFlushPlanned = false;
    lines.flush();
  }

  function write(line: string): void {
    lines.add(line);
    if (!isFlushPlanned) atTurnEnd(flush);
    isFlushPlanned = true;
  }

  const tellFold = (fold: Fold): void => write(records.folded(fold));
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
    const sent = inFlight.end(outcome.arrival.requestId);
    const wasSent = sent !== undefined;
    const { address } = outcome.arrival;
    const prefix = address === undefined ? 'none' : prefixOf(address, ipv6Prefix());
    if (!wasSent && !folding.admits(denial.reason, prefix, hasRoom())) return told(outcome, undefined);
    const line = records.refused(sent ?? records.request(outcome, false), outcome, { denial, wasSent });
    write(line);
    told(outcome, line);
  }

  function beginRun(key: ChainKey): void {
    const last = file === '-' ? undefined : lastSealed([file, `${file}.1`]);
    sealer = new LineSealer(key);
    key.secret.fill(0);
    lineFile.sealWith(sealer);
    const found = last === undefined ? undefined : `${last.run}.${last.seq}`;
    lines.write(records.ofChain({ event: 'started', chain: key.chain, after: found, afterMac: last?.mac }));
    tellAnchor();
    anchorTimer = setInterval(tellAnchor, anchorEveryMs).unref();
  }

  function tellAnchor(): void {
    const anchor = sealer?.anchor();
    if (anchor === undefined || anchor.mac === toldMac) return;
    toldMac = anchor.mac;
    log.info(anchorMessage, { ...anchor });
  }

  return {
    beginRun,
    tellAnchor,
    sending: (subject) => {
      folding.settle(tellFold, hasRoom);
      const request = records.request(subject, true);
      return after(lines.writeNow(records.sent(request)), () => inFlight.begin(subject.arrival.requestId, request));
    },
    ended: (outcome) => {
      folding.settle(tellFold, hasRoom);
      const { result } = outcome;
      if (result.kind === 'refused') refused(outcome, result.denial);
      else {
        const request = inFlight.end(outcome.arrival.requestId) ?? records.request(outcome, true);
        const line = records.answered(request, outcome, result.answer);
        write(line);
        told(outcome, line);
      }
      planUpkeep();
    },
    administered: (change) => {
      write(records.administered(change));
      planUpkeep();
    },
    part: logPart({
      name: 'audit',
      fault: () => lines.fault,
      consequence,
      stopsCalls: true,
      warning: () => lineFile.reopenFault,
      lostCount: () => lines.lostCount,
    }),
    reopen: () => {
      lines.flush();
      lineFile.reopen();
      lines.flush();
    },
    openOther: (other) => {
      const { commit, cancel } = lineFile.openOther(other);
      const move = (): void => {
        lines.flush();
        commit();
        lines.flush();
      };
      return { commit: move, cancel };
    },
    close: () => {
      clearTimeout(upkeepTimer);
      clearInterval(anchorTimer);
      folding.settleAll(tellFold);
      if (sealer !== undefined) lines.add(records.ofChain({ event: 'stopped' }));
      lines.close();
      tellAnchor();
      sealer?.wipe();
      sealer = undefined;
    },
  };
}
