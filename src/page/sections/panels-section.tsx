import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { PanelFields, ReportAnswer, StatusAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { GatewayClock } from '../ask/gateway-clock.ts';
import { usePoll } from '../ask/use-poll.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Section } from '../parts/section.tsx';
import { agoWords, dateTime, spanWords, untilWords } from '../parts/times.ts';

interface PanelsProps {
  readonly ask: Ask;
  readonly status: StatusAnswer;
}

const everyMs = 30_000;
const grades = ['all well', 'warnings', 'a fault'] as const;

export function PanelsSection({ ask, status }: PanelsProps): JSX.Element {
  const { answer, fault } = usePoll('report', everyMs, () => ask<ReportAnswer>('GET', '/report'));
  const nowMs = useContext(GatewayClock)();
  const { panels, certificates, doctor, store, listeners, configuration } = status;
  return (
    <Section id="panels" title="Panels" fault={fault}>
      <DataTable
        label="Table of panels"
        heads={['panel', 'state', 'keys', 'circuit', 'in flight', 'waiting', 'certificate', 'only reported']}
        rows={panels.map((panel) => ({ key: panel.name, cells: cellsOf(panel, nowMs) }))}
        empty="There is no panel."
      />
      <h3>Would be refused</h3>
      <DataTable
        label="Calls that would be refused"
        heads={['panel', 'reason', 'who', 'from', 'calls', 'last', 'commands', 'what to change']}
        rows={(answer?.wouldRefuse ?? []).map((each) => ({
          key: [each.panel, each.reason, each.key ?? each.user ?? each.credential, each.from].join(' '),
          cells: [
            each.panel,
            each.reason,
            each.key ?? each.user ?? each.credential,
            each.from,
            each.calls.toLocaleString(),
            agoWords(each.last, nowMs),
            each.commands.join(', '),
            each.change,
          ],
        }))}
        empty="No call that is only reported now."
      />
      <h3>Certificates of the gateway</h3>
      <DataTable
        label="Certificates of the gateway"
        heads={['file', 'expires']}
        rows={certificates.map(({ file, expires }) => ({ key: file, cells: [file, expiryWords(expires, nowMs)] }))}
        empty="It has none: it listens in plain text, or on a socket."
      />
      <h3>The gateway itself</h3>
      <dl>
        <dt>Doctor</dt>
        <dd>
          {doctor === undefined ? 'was not recorded: its timer is off' : `${grades[doctor.grade]}, ${agoWords(doctor.at, nowMs)}`}
        </dd>
        <dt>Counters and bans</dt>
        <dd>{store.kind === 'memory' ? 'in memory' : `in Redis, which ${store.isReached ? 'answers' : 'is away'}`}</dd>
        <dt>Configuration</dt>
        <dd>in force since {dateTime(configuration.since)}</dd>
        <dt>Listens on</dt>
        <dd>{listeners.map(({ url, connections }) => `${url} (${connections} connections)`).join(', ')}</dd>
      </dl>
    </Section>
  );
}

function cellsOf(panel: PanelFields, nowMs: number): readonly string[] {
  const { name, stateAgeSeconds, stateIsUsable, keys, circuit, calls, queue, isVerified, certificateExpires, reportOnly } = panel;
  const age = stateAgeSeconds === undefined ? 'never read' : `${spanWords(stateAgeSeconds)} old`;
  return [
    name,
    stateIsUsable ? age : `not usable, ${age}`,
    keys.unreadable === 0 ? String(keys.readable) : `${keys.readable}, and ${keys.unreadable} that cannot be read`,
    circuit,
    `${calls.inFlight} of ${calls.of}`,
    `${queue.waiting} of ${queue.of}`,
    isVerified ? expiryWords(certificateExpires, nowMs) : `not verified, ${expiryWords(certificateExpires, nowMs)}`,
    reportOnly === undefined ? 'nothing' : `${reportOnly.reasons.length} reasons, ends ${untilWords(reportOnly.until, nowMs)}`,
  ];
}

function expiryWords(expires: string | undefined, nowMs: number): string {
  return expires === undefined ? 'not known' : `${untilWords(expires, nowMs)} (${dateTime(expires)})`;
}
