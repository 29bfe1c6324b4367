import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { HistoryAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { usePoll } from '../ask/use-poll.ts';
import { Chart, type ChartSeries, sumOf } from '../parts/chart.tsx';
import { Section } from '../parts/section.tsx';
import { spanWords } from '../parts/times.ts';

const spans = [
  ['15m', '15 minutes', 5000],
  ['6h', '6 hours', 30_000],
  ['30d', '30 days', 60_000],
] as const;

const reasonsShown = 5;
const reasonColours = ['refused', 'reported', 'permitted', 'fifth', 'sixth'];

export function TrafficSection({ ask }: { readonly ask: Ask }): JSX.Element {
  const [span, setSpan] = useState<(typeof spans)[number][0]>('15m');
  const [, spanName, everyMs] = spans.find(([each]) => each === span) ?? spans[0];
  const { answer, fault } = usePoll(`history ${span}`, everyMs, () => ask<HistoryAnswer>('GET', '/history', { span }));
  const choice = (
    <div role="group" aria-label="How far back" class="choice">
      {spans.map(([each, name]) => (
        <button key={each} type="button" aria-pressed={each === span} onClick={() => setSpan(each)}>
          {name}
        </button>
      ))}
    </div>
  );
  return (
    <Section id="traffic" title="Traffic" fault={fault} beside={choice}>
      {answer !== undefined && <Charts history={answer} span={spanName} />}
    </Section>
  );
}

function Charts({ history, span }: { readonly history: HistoryAnswer; readonly span: string }): JSX.Element {
  const { times, outcomes, refusals, gatewayMs, panelMs, inFlight, waiting, bounds, stepSeconds } = history;
  const per = spanWords(stepSeconds);
  const summed = { note: `${per} a point; the numbers are those of ${span} together`, summary: 'sum' } as const;
  const newest = { note: `${per} a point; the numbers are the newest`, summary: 'newest' } as const;
  return (
    <div class="charts">
      <Chart
        title="Calls by outcome"
        times={times}
        {...summed}
        series={[
          { label: 'permitted', colour: 'permitted', values: outcomes.permitted, isFilled: true },
          { label: 'reported', colour: 'reported', values: outcomes.reported },
          { label: 'refused', colour: 'refused', values: outcomes.refused },
        ]}
      />
      <Chart title="Refusals by reason" times={times} {...summed} series={reasonSeries(refusals)} />
      <Chart title="Time at the panel" unit="ms" times={times} {...newest} series={timeSeries(panelMs)} />
      <Chart title="Time in the gateway" unit="ms" times={times} {...newest} series={timeSeries(gatewayMs)} />
      <Chart
        title={`At the panel at once: at most ${bounds.inFlight} in flight, ${bounds.waiting} waiting`}
        times={times}
        {...newest}
        series={[
          { label: 'in flight', colour: 'permitted', values: inFlight, isFilled: true },
          { label: 'waiting', colour: 'reported', values: waiting },
        ]}
      />
    </div>
  );
}

function timeSeries({ p50, p99 }: HistoryAnswer['panelMs']): readonly ChartSeries[] {
  return [
    { label: 'p50', colour: 'permitted', values: p50 },
    { label: 'p99', colour: 'reported', values: p99, isDashed: true },
  ];
}

/** The most frequent reasons, and the others together. */
function reasonSeries(refusals: HistoryAnswer['refusals']): readonly ChartSeries[] {
  const byCount = Object.entries(refusals).toSorted(([, one], [, other]) => (sumOf(other) ?? 0) - (sumOf(one) ?? 0));
  const shown = byCount
    .slice(0, reasonsShown)
    .map(([label, values], at) => ({ label, values, colour: reasonColours[at] ?? 'sixth' }));
  const rest = byCount.slice(reasonsShown).map(([, values]) => values);
  if (rest.length === 0) return shown;
  const others = (rest[0] ?? []).map((_, step) => sumOf(rest.map((values) => values[step] ?? null)));
  return [...shown, { label: 'others', values: others, colour: 'others', isDashed: true }];
}
