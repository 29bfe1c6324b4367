import type { PartReading, StatusPart } from '../../domain/status-part.ts';
import type { PoolClient } from './pool-client.ts';

export interface PoolPartOptions {
  readonly panel: string;
  readonly client: Pick<PoolClient, 'callsInFlight' | 'callsWaiting' | 'disagreements' | 'circuit' | 'certificateExpiresAtMs'>;
  /** False: any server at the panel's address is accepted (`verify: none`). */
  readonly isVerified: boolean;
}

/** The metrics of the calls to a panel, and of what is known of it from its connections. */
export function poolPart({ panel, client, isVerified }: PoolPartOptions): StatusPart {
  const ofPanel = (valueOf: () => number | undefined): Pick<PartReading, 'labels' | 'read'> => ({
    labels: ['panel'],
    read: () => {
      const value = valueOf();
      return value === undefined ? [] : [{ labels: { panel }, value }];
    },
  });
  return {
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_calls_under_way',
        help: 'Calls that the panel is busy with.',
        ...ofPanel(client.callsInFlight),
      },
      {
        type: 'gauge',
        name: 'hearthgate_calls_waiting',
        help: 'Calls that wait for a place at the panel.',
        ...ofPanel(client.callsWaiting),
      },
      {
        type: 'counter',
        name: 'hearthgate_disagreements_total',
        help: "Calls that the gateway allowed and the panel's API refused.",
        ...ofPanel(client.disagreements),
      },
      {
        type: 'gauge',
        name: 'hearthgate_panel_certificate_expiry_timestamp_seconds',
        help: 'End of validity of the certificate that the panel showed last, seconds since 1970.',
        addsUp: false,
        ...ofPanel(() => secondsOf(client.certificateExpiresAtMs())),
      },
      {
        type: 'gauge',
        name: 'hearthgate_panel_circuit',
        help: 'Always 1; the state that the circuit breaker of the panel is in stands in the label.',
        labels: ['panel', 'state'],
        addsUp: false,
        read: () => [{ labels: { panel, state: client.circuit() }, value: 1 }],
      },
      {
        type: 'gauge',
        name: 'hearthgate_panel_verified',
        help: '0 where whoever answers is taken for the panel (verify: none), else 1.',
        addsUp: false,
        ...ofPanel(() => Number(isVerified)),
      },
    ],
  };
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
