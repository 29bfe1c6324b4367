import { programVersion } from '../../config/text/program-version.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ConfigurationStatus, GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import type { Listener } from '../../http/listen/listener.ts';
import { listenersPart } from '../../http/listen/listeners-part.ts';
import type { RecentOutcomes } from '../../observe/recent-outcomes.ts';
import type { InForce } from '../in-force.ts';
import type { OpenLimits } from './open-limits.ts';

export interface StatusSources {
  readonly inForce: () => InForce;
  readonly limits: Pick<OpenLimits, 'status'>;
  readonly listeners: () => readonly { readonly listener: Listener; readonly url: string }[];
  /** Those that are not a panel's. */
  readonly parts: () => readonly StatusPart[];
  /** Of the process around the gateway. */
  readonly moreParts: readonly StatusPart[];
  readonly isStopping: () => boolean;
  readonly doctorGrade: GatewayStatus['doctorGrade'];
  readonly configuration: () => ConfigurationStatus;
  readonly recent: RecentOutcomes;
  readonly clock: Clock;
}

/** What can be read of the gateway at any moment. */
export function openStatus(sources: StatusSources): GatewayStatus {
  const { inForce, limits, listeners, parts, moreParts, isStopping, doctorGrade, configuration, recent, clock } = sources;
  const opened = (): readonly Listener[] => listeners().map(({ listener }) => listener);
  return {
    store: limits.status,
    certificates: () => opened().flatMap((listener) => listener.certificates()),
    get panels() {
      return inForce().panels.map((panel) => panel.status);
    },
    get parts() {
      return [listenersPart(opened), ...parts(), ...inForce().panels.flatMap((panel) => panel.parts), ...moreParts];
    },
    isStopping,
    doctorGrade,
    about: { version: programVersion(), nodeVersion: process.version, startedAtMs: clock.wallMs() },
    configuration,
    listeners: () => listeners().map(({ listener, url }) => ({ url, connections: listener.connectionCount() })),
    recent: (spanMs) => recent.within(spanMs),
  };
}
