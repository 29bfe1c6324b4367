import { Counter, Gauge, type Metric, type Registry } from 'prom-client';
import type { CircuitState, GatewayStatus, PanelStatus } from '../../domain/gateway/gateway-status.ts';
import { stateParts } from '../../domain/panel/panel-state.ts';
import { limitReadings } from './limit-readings.ts';
import type { PartReading, Sample } from '../../domain/status-part.ts';
import { ofPanels, type Reading, samplesBy } from './reading.ts';

/** Metrics that cost nothing until they are read: each asks the gateway for its value then. */
export function registerStatusMetrics(registry: Registry, status: () => GatewayStatus | undefined): void {
  const known = status();
  for (const reading of [...readings, ...limitReadings, ...(known === undefined ? [] : partReadings(known))])
    registry.registerMetric(metricOf(reading, status));
}

/** Readings of one name are one metric, with the samples of all parts that have it when it is read. */
function partReadings(status: GatewayStatus): readonly Reading[] {
  const first = new Map(readingsOf(status).map((reading) => [reading.name, reading]));
  return [...first.values()].map(({ type, name, help, labels }) => ({
    type,
    name,
    help,
    labels,
    read: (now) => readingsOf(now).flatMap((each) => (each.name === name ? each.read() : [])),
  }));
}

function readingsOf({ parts }: GatewayStatus): readonly PartReading[] {
  return parts.flatMap((part) => part.readings ?? []);
}

const readings: readonly Reading[] = [
  {
    type: 'gauge',
    name: 'hearthgate_connections',
    help: 'Connections of clients that are open.',
    labels: [],
    read: (status) => [{ labels: {}, value: status.connections() }],
  },
  {
    type: 'gauge',
    name: 'hearthgate_body_bytes',
    help: 'Bytes of bodies that are held.',
    labels: [],
    read: (status) => [{ labels: {}, value: status.bodyBytes() }],
  },
  {
    type: 'gauge',
    name: 'hearthgate_limit_entries',
    help: 'Counters that are kept in this process, by what they count.',
    labels: ['panel', 'kind'],
    read: ({ panels }) => panels.flatMap(({ name, limits }) => samplesBy('kind', name, limits.entries())),
  },
  {
    type: 'gauge',
    name: 'hearthgate_certificate_expiry_timestamp_seconds',
    help: "End of validity of the gateway's own certificates, seconds since 1970.",
    labels: ['file'],
    read: (status) => status.certificates().map(({ file, expiresAtMs }) => ({ labels: { file }, value: expiresAtMs / 1000 })),
  },
  {
    type: 'gauge',
    name: 'hearthgate_panel_certificate_expiry_timestamp_seconds',
    help: 'End of validity of the certificate that the panel showed last, seconds since 1970.',
    labels: ['panel'],
    read: ofPanels((panel) => secondsOf(panel.certificateExpiresAtMs())),
  },
  {
    type: 'gauge',
    name: 'hearthgate_calls_under_way',
    help: 'Calls that the panel is busy with.',
    labels: ['panel'],
    read: ofPanels((panel) => panel.callsUnderWay()),
  },
  {
    type: 'gauge',
    name: 'hearthgate_calls_waiting',
    help: 'Calls that wait for a place at the panel.',
    labels: ['panel'],
    read: ofPanels((panel) => panel.callsWaiting()),
  },
  {
    type: 'gauge',
    name: 'hearthgate_state_age_seconds',
    help: 'Age of what the gateway knows of the panel; missing where it has never known anything.',
    labels: ['panel'],
    read: ofPanels((panel) => secondsOf(panel.stateAgeMs())),
  },
  {
    type: 'gauge',
    name: 'hearthgate_state_usable',
    help: '1 where calls can be decided on what the gateway knows of the panel, else 0.',
    labels: ['panel'],
    read: ofPanels((panel) => Number(panel.stateIsUsable())),
  },
  {
    type: 'gauge',
    name: 'hearthgate_state_faults',
    help: 'Things that the panel has and the gateway cannot read, by part of the state; calls that depend on them are refused.',
    labels: ['panel', 'part'],
    read: ({ panels }) => panels.flatMap((panel) => faultSamples(panel)),
  },
  {
    type: 'counter',
    name: 'hearthgate_state_reloads_total',
    help: "Readings of the panel's state, by whether all of it could be read.",
    labels: ['panel', 'result'],
    read: ({ panels }) =>
      panels.flatMap((panel) =>
        Object.entries(panel.reloads()).map(([result, value]) => ({ labels: { panel: panel.name, result }, value })),
      ),
  },
  {
    type: 'counter',
    name: 'hearthgate_disagreements_total',
    help: "Calls that the gateway allowed and the panel's API refused.",
    labels: ['panel'],
    read: ofPanels((panel) => panel.disagreements()),
  },
  {
    type: 'gauge',
    name: 'hearthgate_panel_circuit',
    help: '1 for the state that the circuit breaker of the panel is in, else 0.',
    labels: ['panel', 'state'],
    read: ({ panels }) => panels.flatMap(({ name, circuit }) => circuitSamples(name, circuit())),
  },
  {
    type: 'gauge',
    name: 'hearthgate_panel_verified',
    help: '0 where whoever answers is taken for the panel (verify: none), else 1.',
    labels: ['panel'],
    read: ofPanels((panel) => Number(panel.isVerified)),
  },
];

function faultSamples({ name: panel, stateFaults }: PanelStatus): readonly Sample[] {
  const unknown = new Map(stateFaults().map((fault) => [fault.part, fault.unknown]));
  return stateParts.map((part) => ({ labels: { panel, part }, value: unknown.get(part) ?? 0 }));
}

const circuitStates: readonly CircuitState[] = ['closed', 'open', 'half-open'];

function circuitSamples(panel: string, current: CircuitState): readonly Sample[] {
  return circuitStates.map((state) => ({ labels: { panel, state }, value: Number(state === current) }));
}

function metricOf({ type, name, help, labels, read }: Reading, status: () => GatewayStatus | undefined): Metric {
  const samples = (): readonly Sample[] => {
    const known = status();
    return known === undefined ? [] : read(known);
  };
  const text = { name, help, labelNames: labels, registers: [] };
  if (type === 'gauge') {
    return new Gauge({
      ...text,
      collect() {
        this.reset();
        for (const sample of samples()) this.set(sample.labels, sample.value);
      },
    });
  }
  return new Counter({
    ...text,
    collect() {
      this.reset();
      for (const sample of samples()) this.inc(sample.labels, sample.value);
    },
  });
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
