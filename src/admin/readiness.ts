import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus, OwnCertificate, PanelStatus } from '../domain/gateway-status.ts';
import type { PanelProbes } from './panel-probes.ts';
import { spanText } from './span-text.ts';
import { stateFaultText, stopsEveryCall } from './state-fault-text.ts';

export interface Readiness {
  readonly isReady: boolean;
  /** One for each part: what it is, and how it is, in words. */
  readonly lines: readonly string[];
}

interface Part {
  readonly isOk: boolean;
  readonly name: string;
  readonly words: string;
}

const dayMs = 86_400_000;
const renewWithinMs = 7 * dayMs;
/** Notices of one panel's state that its line has room for. */
const maxTold = 5;

/** Whether calls can be judged and forwarded now: every panel's state, every panel, every certificate of the gateway's own. */
export async function readReadiness(status: GatewayStatus, probes: PanelProbes, clock: Clock): Promise<Readiness> {
  // Its connections are being closed, so nothing that a panel would say counts any more.
  if (status.isStopping()) return { isReady: false, lines: ['stopping'] };
  const panels = await Promise.all(status.panels.map((panel) => panelPart(panel, probes)));
  const parts = [
    ...status.panels.map(statePart),
    ...panels,
    ...status.certificates().map((certificate) => certificatePart(certificate, clock.wallMs())),
  ];
  return { isReady: parts.every(({ isOk }) => isOk), lines: parts.map(({ name, words }) => onOneLine(`${name}: ${words}`)) };
}

function statePart(panel: PanelStatus): Part {
  const name = `state ${panel.name}`;
  const faults = panel.stateFaults();
  const details = [...faults.map(stateFaultText), ...shortened(panel.stateNotices())];
  const problems = panel.stateProblems();
  if (!panel.stateIsUsable()) return { isOk: false, name, words: [ageOf(panel), ...problems, ...details].join('; ') };
  const isOk = !faults.some(stopsEveryCall);
  if (faults.length === 0) return { isOk, name, words: ['ok', ...details, ...problems].join('; ') };
  return { isOk, name, words: `degraded: ${[...details, ...problems].join('; ')}` };
}

function ageOf({ stateAgeMs }: PanelStatus): string {
  const ageMs = stateAgeMs();
  return ageMs === undefined ? 'the panel state has never been read' : `panel state is ${Math.floor(ageMs / 1000)} s old`;
}

function shortened(texts: readonly string[]): readonly string[] {
  return texts.length <= maxTold
    ? texts
    : [...texts.slice(0, maxTold), `and ${texts.length - maxTold} more of this kind, in the log`];
}

async function panelPart(panel: PanelStatus, probes: PanelProbes): Promise<Part> {
  const fault = await probes.ask(panel);
  const name = `panel ${panel.name}`;
  if (fault !== undefined) return { isOk: false, name, words: fault };
  const circuit = panel.circuit();
  if (circuit === 'open')
    return { isOk: false, name, words: 'it takes connections, but calls failed in a row; none is let through for now' };
  const words = [
    'ok',
    ...(panel.isVerified ? [] : ['but not verified (tls.verify: none)']),
    ...(circuit === 'closed' ? [] : ['calls failed in a row, and one is tried']),
  ];
  return { isOk: true, name, words: words.join(', ') };
}

function certificatePart({ file, expiresAtMs }: OwnCertificate, nowMs: number): Part {
  const name = `certificate ${file}`;
  const leftMs = expiresAtMs - nowMs;
  if (Number.isNaN(leftMs)) return { isOk: false, name, words: 'it cannot be read until when it is valid; renew it' };
  if (leftMs <= 0) return { isOk: false, name, words: `expired ${spanText(-leftMs)} ago; renew it` };
  const words = `expires in ${spanText(leftMs)}`;
  return { isOk: true, name, words: leftMs > renewWithinMs ? words : `warning: ${words}; renew it` };
}

/** Words come from files and from other programs; a line break in them would make a part of its own. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\x00-\x1f\x7f]+/g, ' ');
}
