import { programVersion } from '../../config/text/program-version.ts';
import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/panel/command-facts.ts';
import { denials } from '../../domain/call/denials.ts';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { Log } from '../../domain/log.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import type { AuditSettings } from '../../domain/policy/settings.ts';
import type { TurnEnd } from '../../http/context/turn-end.ts';
import { type AuditLog, createAuditLog } from '../../observe/audit/audit-log.ts';
import { createAuthLog } from '../../observe/audit/auth-log.ts';
import { createMetrics, type Metrics } from '../../observe/metrics/metrics.ts';
import type { InForce } from '../in-force.ts';
import { statusOf } from '../../domain/call/status-of.ts';

/** An observer that writes into a file. */
export type LogFile = Observer & Pick<AuditLog, 'part' | 'reopen' | 'close'>;

export interface LogParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly commands: CommandTable;
  readonly ipv6Prefix: number;
  readonly turnEnd: TurnEnd;
}

export function openLogs({ file, authLog }: AuditSettings, parts: LogParts): readonly LogFile[] {
  const { clock, log, turnEnd } = parts;
  const auditLog = createAuditLog({
    ...parts,
    file,
    exitCodeOf: (denial) => ({ status: statusOf(denial), exitCode: denials[denial.reason].exitCode }),
    // Answers are written when the turn has ended: who has an answer finds its line in the file.
    atTurnEnd: (task) => turnEnd.do(task),
  });
  return authLog === undefined ? [auditLog] : [auditLog, createAuthLog({ file: authLog, clock, log })];
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
