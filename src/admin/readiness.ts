import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus, OwnCertificate, PanelStatus } from '../domain/gateway/gateway-status.ts';
import { printable } from '../domain/text/printable.ts';
import type { HealthRemark } from '../domain/status-part.ts';
import type { PanelProbes } from './panel-probes.ts';
import { adviceOnce } from '../domain/text/advice-once.ts';
import { fewTexts, stateFaultText, stopsEveryCall } from '../domain/panel/state-fault-text.ts';
import { spanText } from '../domain/text/span-text.ts';

export interface Readiness {
  readonly isReady: boolean;
  /** One for each part: what it is, and how it is, in words. */
  readonly lines: readonly string[];
}

const dayMs = 86_400_000;
const renewWithinMs = 7 * dayMs;

/** Whether calls can be judged, recorded and forwarded now: every panel's state, every panel, every certificate of the gateway's own, its parts. */
export async function readReadiness(status: GatewayStatus, probes: PanelProbes, clock: Clock): Promise<Readiness> {
  // Its connections are being closed, so nothing that a panel would say counts any more.
  if (status.isStopping()) return { isReady: false, lines: ['stopping'] };
  const panels = await Promise.all(status.panels.map((panel) => panelPart(panel, probes)));
  const [states, others] = remarksOf(status, clock);
  const remarks = [...states, ...panels, ...others];
  return { isReady: remarks.every(({ isFault }) => !isFault), lines: partsOf(remarks).map(worryLine) };
}

/** A part that somebody should look at. */
export interface Worry {
  readonly part: string;
  /** What is the matter, and what to change. */
  readonly words: string;
  /** Calls are not handled as configured. */
  readonly isFault: boolean;
}

/** Each part that is not just ok, without asking anybody. */
export function worriesOf(status: GatewayStatus, clock: Clock): readonly Worry[] {
  const [states, others] = remarksOf(status, clock);
  const circuits = status.panels.map(({ name, circuit }): HealthRemark => {
    const isFault = circuit() === 'open';
    return { part: `panel ${name}`, isFault, words: isFault ? openCircuit : 'ok' };
  });
  const calm = /^ok$|^expires in /;
  return partsOf([...states, ...circuits, ...others].filter(({ words = 'ok' }) => !calm.test(words)));
}

function remarksOf(
  status: GatewayStatus,
  clock: Clock,
): readonly [states: readonly HealthRemark[], others: readonly HealthRemark[]] {
  return [
    status.panels.map(statePart),
    [
      ...status.certificates().map((certificate) => certificatePart(certificate, clock.wallMs())),
      ...status.parts.flatMap((part) => part.health?.() ?? []),
    ],
  ];
}

const openCircuit = 'it takes connections, but calls failed in a row; none is let through for now';

/** In the order in which the parts are spoken of first. */
function partsOf(remarks: readonly HealthRemark[]): readonly Worry[] {
  const parts = new Map<string, HealthRemark[]>();
  for (const remark of remarks) parts.set(remark.part, [...(parts.get(remark.part) ?? []), remark]);
  return [...parts].map(([part, own]) => ({
    part: onOneLine(part),
    words: onOneLine(wordsOf(own)),
    isFault: own.some(({ isFault }) => isFault),
  }));
}

export function worryLine({ part, words }: Worry): string {
  return `${part}: ${words}`;
}

/** Faults come first; a part is not ok besides. */
function wordsOf(remarks: readonly HealthRemark[]): string {
  const faults = remarks.filter(({ isFault }) => isFault);
  const others = remarks.filter(({ isFault }) => !isFault);
  const isOk = faults.length === 0 && others.some(({ words }) => words === undefined);
  const words = [...faults, ...others].flatMap((remark) => remark.words ?? []);
  return [...(isOk ? ['ok'] : []), ...words].join('; ');
}

function statePart(panel: PanelStatus): HealthRemark {
  const part = `state ${panel.name}`;
  const faults = panel.stateFaults();
  const details = [...faults.map(stateFaultText), ...fewTexts(panel.stateNotices())];
  const problems = panel.stateProblems();
  if (!panel.stateIsUsable())
    return { part, isFault: true, words: adviceOnce([ageOf(panel), ...problems, ...details]).join('; ') };
  const isFault = faults.some(stopsEveryCall);
  if (faults.length === 0) return { part, isFault, words: ['ok', ...adviceOnce([...details, ...problems])].join('; ') };
  return { part, isFault, words: `degraded: ${adviceOnce([...details, ...problems]).join('; ')}` };
}

function ageOf({ stateAgeMs }: PanelStatus): string {
  const ageMs = stateAgeMs();
  return ageMs === undefined ? 'the panel state has never been read' : `panel state is ${Math.floor(ageMs / 1000)} s old`;
}

async function panelPart(panel: PanelStatus, probes: PanelProbes): Promise<HealthRemark> {
  const fault = await probes.ask(panel);
  const part = `panel ${panel.name}`;
  if (fault !== undefined) return { part, isFault: true, words: fault };
  const circuit = panel.circuit();
  if (circuit === 'open') return { part, isFault: true, words: openCircuit };
  const words = [
    'ok',
    ...(panel.isVerified ? [] : ['but not verified (tls.verify: none)']),
    ...(circuit === 'closed' ? [] : ['calls failed in a row, and one is tried']),
  ];
  return { part, isFault: false, words: words.join(', ') };
}

function certificatePart(certificate: OwnCertificate, nowMs: number): HealthRemark {
  const { part, isFault, words } = validityPart(certificate, nowMs);
  return { part, isFault, words: [words, ...(certificate.warnings ?? []).map((warning) => `warning: ${warning}`)].join('; ') };
}

function validityPart({ file, validFromMs = 0, expiresAtMs }: OwnCertificate, nowMs: number): HealthRemark {
  const part = `certificate ${file}`;
  const leftMs = expiresAtMs - nowMs;
  if (Number.isNaN(leftMs)) return { part, isFault: true, words: 'it cannot be read until when it is valid; renew it' };
  if (nowMs < validFromMs)
    return {
      part,
      isFault: true,
      words: `not valid for another ${spanText((validFromMs - nowMs) / 1000)}; set the clock, or renew it`,
    };
  if (leftMs <= 0) return { part, isFault: true, words: `expired ${spanText(-leftMs / 1000)} ago; renew it` };
  const words = `expires in ${spanText(leftMs / 1000)}`;
  return { part, isFault: false, words: leftMs > renewWithinMs ? words : `warning: ${words}; renew it` };
}

/** The texts come from files and other programs; a line break in them would look like another part. */
function onOneLine(text: string): string {
  return printable(text.replaceAll(/\s*[\r\n]\s*/g, ' '));
}
