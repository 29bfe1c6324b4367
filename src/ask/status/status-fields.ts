import { worriesOf, worryLine } from '../../admin/readiness.ts';
import type { Clock } from '../../domain/clock.ts';
import type { DoctorGrade, GatewayStatus, OwnCertificate, PanelStatus } from '../../domain/gateway/gateway-status.ts';
import type { BanCause, LimitsControl, NearLimit } from '../../domain/ledger/limits-status.ts';

const minuteMs = 60_000;

/** Shown of the keys near a limit. */
const nearShown = 10;

export interface StatusSource {
  readonly status: GatewayStatus;
  readonly limits: LimitsControl;
  readonly clock: Clock;
}

/** How the gateway is, as JSON. Times are in ISO 8601, spans in whole seconds. */
export async function statusFields({ status, limits, clock }: StatusSource): Promise<object> {
  const { about, store } = status;
  const { readAtMs, faults, waitsForRestart } = status.configuration();
  const near = await limits.nearLimits();
  const bans = limits.bans();
  const worries = worriesOf(status, clock);
  return {
    at: isoTime(clock.wallMs()),
    version: about.version,
    node: about.nodeVersion,
    since: isoTime(about.startedAtMs),
    configuration: { since: isoTime(readAtMs), faults, needsRestart: waitsForRestart },
    listeners: status.listeners(),
    store: { kind: store.kind, isReached: store.isReached(), fault: store.fault() },
    panels: status.panels.map(panelFields),
    calls: { lastMinute: status.recent(minuteMs), lastHour: status.recent(60 * minuteMs) },
    certificates: status.certificates().map(certificateFields),
    doctor: doctorFields(status.doctorGrade()),
    bans: { running: bans.length, byCause: countsOf(bans.map(({ cause }) => cause)), onThisGatewayAlone: limits.isAlone() },
    keysNearLimit: near.slice(0, nearShown).map(nearFields),
    moreKeysNearLimit: Math.max(0, near.length - nearShown),
    worries: worries.map(worryLine),
    attention: worries,
  };
}

function panelFields(panel: PanelStatus): object {
  const ageMs = panel.stateAgeMs();
  const reportOnly = panel.reportOnly();
  const expiresAtMs = panel.certificateExpiresAtMs();
  return {
    name: panel.name,
    stateAgeSeconds: ageMs === undefined ? undefined : Math.floor(ageMs / 1000),
    stateIsUsable: panel.stateIsUsable(),
    keys: panel.keys(),
    circuit: panel.circuit(),
    calls: { inFlight: panel.callsInFlight(), of: panel.bounds.calls },
    queue: { waiting: panel.callsWaiting(), of: panel.bounds.waiting },
    isVerified: panel.isVerified,
    certificateExpires: expiresAtMs === undefined ? undefined : isoTime(expiresAtMs),
    reportOnly: reportOnly && { reasons: reportOnly.reasons, until: isoTime(reportOnly.untilMs) },
  };
}

function certificateFields({ file, expiresAtMs }: OwnCertificate): object {
  return { file, expires: Number.isNaN(expiresAtMs) ? undefined : isoTime(expiresAtMs) };
}

function doctorFields(found: DoctorGrade | undefined): object | undefined {
  return found && { grade: found.grade, at: isoTime(found.atSeconds * 1000) };
}

function nearFields({ panel, key, used, of, resetMs }: NearLimit): object {
  return { panel, key, used, of, resetSeconds: resetMs === undefined ? undefined : Math.ceil(resetMs / 1000) };
}

function countsOf(causes: readonly BanCause[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const cause of causes) counts[cause] = (counts[cause] ?? 0) + 1;
  return counts;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
