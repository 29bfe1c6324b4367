import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { DataTable } from './data-table.tsx';

export interface ChartSeries {
  readonly label: string;
  /** Name of a colour in page.css: `--chart-NAME`. */
  readonly colour: string;
  /** Null: not known. */
  readonly values: readonly (number | null)[];
  readonly isFilled?: boolean;
  readonly isDashed?: boolean;
}

interface ChartProps {
  readonly title: string;
  /** Below the title: what a point is. */
  readonly note: string;
  /** Behind each number: `ms`. */
  readonly unit?: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  /** What stands beside a name: the sum of what is shown, or the newest number. */
  readonly summary: 'sum' | 'newest';
}

const heightPx = 170;

/** Lines over time, with their names, and all numbers as a table. */
export function Chart({ title, note, unit = '', times, series, summary }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  // Other lines are another chart; other numbers are not.
  const form = series.map(({ label, colour }) => `${label} ${colour}`).join('|');
  const data: UPlot.AlignedData = [[...times], ...series.map(({ values }) => [...values])];
  const newest = useRef(data);
  newest.current = data;
  useEffect(() => {
    const into = place.current;
    if (into === null) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new UPlot(optionsOf(into, series, unit), newest.current, into);
    };
    draw();
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: into.clientWidth, height: heightPx }));
    sizes.observe(into);
    return () => {
      scheme.removeEventListener('change', draw);
      sizes.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the form says whether the series are others
  }, [form, unit]);
  useEffect(() => plot.current?.setData(data));
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <p class="note">{note}</p>
        <ul class="legend">
          {series.map(({ label, colour, isDashed, values }) => (
            <li key={label} class={`line-${colour} ${isDashed === true ? 'dashed' : ''}`}>
              {label}: <b>{numberText(summaries[summary](values), unit)}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={place} aria-hidden="true" class="plot" />
      <details>
        <summary>
          Numbers<span class="hidden"> of {title}</span>
        </summary>
        <NumbersTable title={title} unit={unit} times={times} series={series} />
      </details>
    </figure>
  );
}

function NumbersTable({ title, unit = '', times, series }: Pick<ChartProps, 'title' | 'unit' | 'times' | 'series'>): JSX.Element {
  const rows = times
    .map((seconds, step) => ({
      key: String(seconds),
      cells: [
        new Date(seconds * 1000).toLocaleString(undefined, { hour12: false, dateStyle: 'short', timeStyle: 'medium' }),
        ...series.map(({ values }) => numberText(values[step], unit)),
      ],
    }))
    .toReversed();
  return <DataTable label={title} heads={['from', ...series.map(({ label }) => label)]} rows={rows} empty="no numbers" />;
}

const summaries: Readonly<Record<ChartProps['summary'], (values: ChartSeries['values']) => number | null | undefined>> = {
  sum: sumOf,
  newest: (values) => values.findLast((value) => value !== null),
};

/** Of what is known; null: nothing is. */
export function sumOf(values: ChartSeries['values']): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function numberText(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return '–';
  return `${value.toLocaleString(undefined, { maximumSignificantDigits: unit === '' ? 21 : 3 })}${unit === '' ? '' : ` ${unit}`}`;
}

/** Between two lines across a chart of what is counted. */
const wholes = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((first) => first * 10 ** power)).flat();

const daySeconds = 86_400;

/** In the time zone of this browser; from steps of a day on, the day. */
function timeText(seconds: number, stepSeconds: number): string {
  const time = new Date(seconds * 1000);
  return stepSeconds < daySeconds
    ? time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false })
    : time.toLocaleDateString(undefined, { month: 'short', day: 'numeric' });
}

function optionsOf(into: HTMLElement, series: readonly ChartSeries[], unit: string): UPlot.Options {
  const styles = getComputedStyle(into);
  const colourOf = (name: string): string => styles.getPropertyValue(`--chart-${name}`);
  const axis = { stroke: colourOf('text'), grid: { stroke: colourOf('grid'), width: 1 }, ticks: { show: false } };
  return {
    width: into.clientWidth,
    height: heightPx,
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      {
        ...axis,
        size: 28,
        values: (_plot, splits, _axis, _space, stepSeconds) => splits.map((split) => timeText(split, stepSeconds)),
      },
      {
        ...axis,
        size: 60,
        ...(unit === '' && { incrs: wholes }),
        values: (_plot, splits) => splits.map((split) => numberText(split, unit)),
      },
    ],
    series: [
      {},
      ...series.map(({ label, colour, isFilled, isDashed }, at) => ({
        label,
        stroke: colourOf(colour),
        width: 1.5,
        points: { show: true, size: 4, filter: (plot: UPlot) => lonePoints(plot.data[at + 1] ?? []) },
        ...(isFilled === true && { fill: `${colourOf(colour)}33` }),
        ...(isDashed === true && { dash: [4, 4] }),
      })),
    ],
  };
}

/** A number between two that are not known is no line: it is shown as a point. */
function lonePoints(values: UPlot.AlignedData[number]): number[] {
  const isKnown = (at: number): boolean => typeof values[at] === 'number';
  return Array.from(values, (_, at) => at).filter((at) => isKnown(at) && !isKnown(at - 1) && !isKnown(at + 1));
}
