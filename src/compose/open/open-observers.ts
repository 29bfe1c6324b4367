import { programVersion } from '../../config/text/program-version.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/panel/command-facts.ts';
import { denials } from '../../domain/call/denials.ts';
import type { RecordAdministration } from '../../domain/gateway/administration.ts';
import type { DecisionListener } from '../../domain/gateway/decisions-control.ts';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { Log } from '../../domain/log.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import type { AuditSettings, Settings } from '../../domain/policy/settings.ts';
import type { TurnEnd } from '../../http/context/turn-end.ts';
import { createAuditLog } from '../../observe/audit/audit-log.ts';
import { type AuthLog, createAuthLog } from '../../observe/audit/auth-log.ts';
import { createMetrics, type Metrics } from '../../observe/metrics/metrics.ts';
import type { InForce } from '../in-force.ts';
import { chainKeyOf } from './chain-key-of.ts';
import type { Prepared } from '../../domain/prepared.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { statusOf } from '../../domain/call/status-of.ts';

/** The observers that write into files. */
export interface LogFiles {
  /** In the order in which they are told: a call that the audit log could not record is not sent. */
  readonly observers: readonly Observer[];
  readonly parts: () => readonly StatusPart[];
  /** Records an administrator's change in the audit log. */
  readonly administered: RecordAdministration;
  /** Before the first line: has the lines of the audit log be a chain from here on. */
  readonly beginChain: (settings: Pick<Settings, 'audit' | 'data'>) => void;
  /** Opens the files anew, after they were moved. */
  readonly reopen: () => void;
  /**
   * Opens the files of another configuration, where they are others.
   *
   * @throws Error that says why one cannot be opened, and what to change
   */
  readonly prepare: (settings: AuditSettings) => Prepared;
  readonly close: () => void;
}

export interface LogParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly commands: CommandTable;
  readonly ipv6Prefix: () => number;
  readonly turnEnd: TurnEnd;
  /** Told of each request that has ended. */
  readonly told: DecisionListener;
}

export function openLogs(first: AuditSettings, parts: LogParts): LogFiles {
  const { clock, log, turnEnd } = parts;
  let settings = first;
  const auditLog = createAuditLog({
    ...parts,
    file: settings.file,
    exitCodeOf: (denial) => ({ status: statusOf(denial), exitCode: denials[denial.reason].exitCode }),
    // Answers are written when the turn has ended: a client with an answer finds its line in the file.
    atTurnEnd: (task) => turnEnd.do(task),
  });
  let authLog = authLogOf(settings);

  function authLogOf({ authLog: file }: AuditSettings): AuthLog | undefined {
    return file === undefined ? undefined : createAuthLog({ file, clock, log });
  }

  function prepare(next: AuditSettings): Prepared {
    const isOther = next.authLog !== settings.authLog;
    const other = isOther ? authLogOf(next) : undefined;
    const moved = next.file === settings.file ? undefined : openOther(next.file, other);
    return {
      commit: () => {
        settings = next;
        moved?.commit();
        if (!isOther) return;
        authLog?.close();
        authLog = other;
      },
      cancel: () => {
        moved?.cancel();
        other?.close();
      },
    };
  }

  function openOther(file: string, besides: AuthLog | undefined): Prepared {
    try {
      return auditLog.openOther(file);
    } catch (error) {
      besides?.close();
      throw error;
    }
  }

  return {
    observers: [auditLog, { ended: (outcome) => authLog?.ended(outcome) }],
    parts: () => [auditLog.part, ...(authLog === undefined ? [] : [authLog.part])],
    administered: auditLog.administered,
    beginChain: (started) => {
      const key = chainKeyOf(started, log);
      if (key !== undefined) auditLog.beginRun(key);
    },
    reopen: () => {
      auditLog.reopen();
      authLog?.reopen();
    },
    prepare,
    close: () => {
      auditLog.close();
      authLog?.close();
    },
  };
}

/** Asks for a new reading of a panel's state when a key is refused that may be new there, also where it is banned by now. */
export function earlyRefreshes(inForce: () => InForce): Observer {
  return {
    ended: ({ panel: name, result, call, keyId }) => {
      if (result.kind !== 'refused') return;
      const { reason } = result.denial;
      const isUnlisted = reason === 'address_banned' && call?.credential.kind === 'access-key' && keyId === undefined;
      if (!isUnlisted && denials[reason].mayBeNew !== true) return;
      if (name !== undefined) inForce().panelNamed(name)?.refreshEarly();
    },
  };
}

export function openMetrics(inForce: () => InForce, status: GatewayStatus): Metrics {
  return createMetrics({
    status: () => status,
    knownCommands: (name) => inForce().panelNamed(name)?.state.current()?.commands ?? new Map(),
    version: programVersion(),
    nodeVersion: process.version,
  });
}
