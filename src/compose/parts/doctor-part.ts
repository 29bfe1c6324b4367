import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { PartReading, StatusPart } from '../../domain/status-part.ts';

/** What the last recorded run of `hearthgate doctor` has found. No sample where there was none, or where its file cannot be believed. */
export function doctorPart(read: GatewayStatus['doctorGrade']): StatusPart {
  return {
    readings: [
      gauge('hearthgate_doctor_grade', 'Worst grade of the last recorded run of doctor.', () => read()?.grade),
      gauge('hearthgate_doctor_last_run_timestamp_seconds', 'When doctor was run and recorded last.', () => read()?.atSeconds),
    ],
  };
}

function gauge(name: string, help: string, value: () => number | undefined): PartReading {
  return {
    type: 'gauge',
    name,
    help,
    labels: [],
    read: () => {
      const now = value();
      return now === undefined ? [] : [{ labels: {}, value: now }];
    },
  };
}
