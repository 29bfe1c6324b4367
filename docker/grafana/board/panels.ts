import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** Of the 24 columns of a board. */
const sixth = 4;
const third = 8;
const half = 12;

export const datasource = { type: 'prometheus', uid: '${datasource}' } as const;

/** By legend. */
export type Queries = Readonly<Record<string, string>>;

/** A number from which on, or down to which, it is shown in colour. */
export interface Bound {
  readonly from: number;
  readonly color: 'green' | 'orange' | 'red';
}

const always: dashboard.Threshold = { value: null, color: 'green' };

/** One number, of now. */
export function number(
  title: string,
  about: string,
  expr: string,
  { unit = 'short', bounds = [] }: { unit?: string; bounds?: readonly Bound[] } = {},
): Builder<dashboard.Panel> {
  return new stat.PanelBuilder()
    .title(title)
    .description(about)
    .datasource(datasource)
    .unit(unit)
    .height(4)
    .span(sixth)
    .thresholds(thresholdsOf(bounds))
    .withTarget(queryOf(expr).instant());
}

/** What became of some numbers over time. */
export function graph(
  title: string,
  about: string,
  queries: Queries,
  { unit = 'short', exemplars = false }: { unit?: string; exemplars?: boolean } = {},
): Builder<dashboard.Panel> {
  const panel = new timeseries.PanelBuilder()
    .title(title)
    .description(about)
    .datasource(datasource)
    .unit(unit)
    .min(0)
    .height(8)
    .span(third);
  return panel.targets(targetsOf(queries, exemplars));
}

/** In which of some states something was when; the colours are those of the states' numbers. */
export function states(
  title: string,
  about: string,
  queries: Queries,
  names: Readonly<Record<string, dashboard.ValueMappingResult>>,
): Builder<dashboard.Panel> {
  return new statetimeline.PanelBuilder()
    .title(title)
    .description(about)
    .datasource(datasource)
    .mappings([{ type: dashboard.MappingType.ValueToText, options: names }])
    .height(8)
    .span(third)
    .targets(targetsOf(queries, false));
}

/** The labels of some series, a row for each. */
export function rows(
  title: string,
  about: string,
  expr: string,
  {
    hidden,
    link,
  }: { hidden: readonly string[]; link?: { readonly column: string; readonly title: string; readonly url: string } },
): Builder<dashboard.Panel> {
  const panel = new table.PanelBuilder()
    .title(title)
    .description(about)
    .datasource(datasource)
    .height(8)
    .span(half)
    .withTarget(queryOf(expr).instant().format(prometheus.PromQueryFormat.Table))
    .withTransformation({
      id: 'organize',
      options: { excludeByName: Object.fromEntries(['Time', 'Value', '__name__', ...hidden].map((name) => [name, true])) },
    });
  if (link === undefined) return panel;
  return panel.overrideByName(link.column, [{ id: 'links', value: [{ title: link.title, url: link.url, targetBlank: true }] }]);
}

function targetsOf(queries: Queries, exemplars: boolean): Builder<Dataquery>[] {
  return Object.entries(queries).map(([legend, expr], at) =>
    queryOf(expr)
      .range()
      .legendFormat(legend)
      .exemplar(exemplars)
      .refId(String.fromCodePoint(65 + at)),
  );
}

function queryOf(expr: string): prometheus.DataqueryBuilder {
  return new prometheus.DataqueryBuilder().expr(expr).datasource(datasource).editorMode(prometheus.QueryEditorMode.Code);
}

function thresholdsOf(bounds: readonly Bound[]): dashboard.ThresholdsConfigBuilder {
  const steps = bounds.map(({ from, color }): dashboard.Threshold => ({ value: from, color }));
  return new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps([always, ...steps]);
}
